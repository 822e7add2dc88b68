package org.evalgap.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ExecutorWatchTest {

    @Test
    void whileThereAreExecutorsNothingIsWaitedFor() {
        ExecutorWatch watch = new ExecutorWatch(() -> 2, Duration.ofMillis(1));
        assertThat(watch.waitingFor()).isEmpty();
        assertThat(watch.tooLong()).isFalse();
    }

    @Test
    void aMomentWithoutExecutorsIsNotWorthAWord() {
        ExecutorWatch watch = new ExecutorWatch(() -> 0, Duration.ofMinutes(30));
        assertThat(watch.waitingFor()).isEmpty();
        assertThat(watch.tooLong()).isFalse();
    }

    @Test
    void noExecutorForTooLongEndsTheJobUnlessOneComes() throws Exception {
        AtomicInteger executors = new AtomicInteger();
        ExecutorWatch watch = new ExecutorWatch(executors::get, Duration.ofMillis(1));
        Await.until(() -> "a millisecond", watch::tooLong);
        assertThat(watch.waitingFor()).isEqualTo("an executor, as there has been none for 0 s");
        assertThat(watch.exception())
                .hasMessage("stopped the sweep; expected: an executor within 0.001s; received: none; start workers, or"
                        + " see Spark's master, and run the same command to go on");
        executors.set(1);
        assertThat(watch.waitingFor()).isEmpty();
        assertThat(watch.tooLong()).isFalse();
    }
}
