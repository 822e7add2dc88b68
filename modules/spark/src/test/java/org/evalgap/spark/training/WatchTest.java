package org.evalgap.spark.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.evalgap.experiment.trial.TrialRunner;
import org.evalgap.results.rows.Results;
import org.evalgap.results.rows.TrialResult;
import org.junit.jupiter.api.Test;

class WatchTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final List<TrialResult> RESULTS = List.of(Results.ok(Results.id(1)));

    private static Watch watch(Duration limit) {
        return new Watch("watched", limit, () -> false);
    }

    @Test
    void resultsComeThroughAndSoDoErrors() throws Exception {
        assertThat(watch(LONG).run(checkpoint -> {
                    checkpoint.run();
                    assertThat(Thread.currentThread().getName()).isEqualTo("watched");
                    return RESULTS;
                }))
                .isSameAs(RESULTS);
        IllegalStateException failure = new IllegalStateException();
        assertThatThrownBy(() -> watch(LONG).run(checkpoint -> {
                    throw failure;
                }))
                .isSameAs(failure);
        NoClassDefFoundError error = new NoClassDefFoundError();
        assertThatThrownBy(() -> watch(LONG).run(checkpoint -> {
                    throw error;
                }))
                .isSameAs(error);
    }

    @Test
    void whoPassesCheckpointsMayTakeAnyTime() throws Exception {
        // Each batch takes a good part of the limit, all of them many times the limit.
        assertThat(watch(Duration.ofSeconds(2)).run(checkpoint -> {
                    for (int batch = 0; batch < 60; batch++) {
                        checkpoint.run();
                        takeTime(Duration.ofMillis(100));
                    }
                    return RESULTS;
                }))
                .isSameAs(RESULTS);
    }

    @Test
    void whoComesTooLateEndsAtTheNextCheckpoint() {
        CountDownLatch end = new CountDownLatch(1);
        assertThatThrownBy(() -> watch(SHORT).run(checkpoint -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        // What a trial does about it is its own matter.
                        checkpoint.run();
                    }
                    return RESULTS;
                }))
                .isInstanceOf(TrialRunner.StalledException.class)
                .hasMessage("no progress for 0.1s");
    }

    @Test
    void aResultThatComesLateIsAResult() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        assertThat(watch(SHORT).run(checkpoint -> {
                    awaitInterrupt(end);
                    return RESULTS;
                }))
                .isSameAs(RESULTS);
    }

    @Test
    void aFailureThatFollowsFromTheInterruptIsATimeout() {
        CountDownLatch end = new CountDownLatch(1);
        assertThatThrownBy(() -> watch(SHORT).run(checkpoint -> {
                    awaitInterrupt(end);
                    return List.of(Results.of(Results.id(1), "FAILED"));
                }))
                .isInstanceOf(TrialRunner.StalledException.class);
    }

    @Test
    void whoDoesNotEndIsLeftAlone() {
        CountDownLatch end = new CountDownLatch(1);
        try {
            assertThatThrownBy(() -> watch(SHORT).run(checkpoint -> {
                        awaitInSpiteOfInterrupts(end);
                        return RESULTS;
                    }))
                    .isInstanceOf(Watch.HungException.class)
                    .hasMessage("no progress for 0.1s");
        } finally {
            end.countDown();
        }
    }

    @Test
    void whatNobodyWantsEndsAtTheNextCheckpoint() {
        CountDownLatch begun = new CountDownLatch(1);
        Watch watch = new Watch("watched", LONG, () -> begun.getCount() == 0);
        assertThatThrownBy(() -> watch.run(checkpoint -> {
                    begun.countDown();
                    while (true) {
                        checkpoint.run();
                    }
                }))
                .isInstanceOf(CancellationException.class)
                .hasMessage("Spark has killed the task");
    }

    private static void awaitInterrupt(CountDownLatch never) {
        try {
            never.await();
        } catch (InterruptedException e) {
            assertThat(never.getCount()).isEqualTo(1);
        }
    }

    private static void awaitInSpiteOfInterrupts(CountDownLatch end) {
        while (end.getCount() > 0) {
            awaitInterrupt(end);
        }
    }

    private static void takeTime(Duration duration) {
        try {
            assertThat(new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS))
                    .isFalse();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts who passes checkpoints", e);
        }
    }
}
