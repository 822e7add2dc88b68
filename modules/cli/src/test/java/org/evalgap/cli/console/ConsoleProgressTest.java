package org.evalgap.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.evalgap.output.Progress;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {

    private final StringWriter text = new StringWriter();

    private ConsoleProgress progress(boolean terminal) {
        return new ConsoleProgress(new PrintWriter(text), terminal);
    }

    /** 100 trials at a steady pace of predicted cost, one in ten of which fails. */
    private static Progress after(double seconds, double total) {
        long done = (long) (100 * seconds / total);
        return new Progress(100, done, done / 10, 50, 50 * seconds / total, seconds, seconds, "");
    }

    @Test
    void onATerminalOneLineIsWrittenOver() {
        ConsoleProgress progress = progress(true);
        progress.update(after(0, 100));
        progress.update(after(25, 100));
        progress.update(after(100, 100));
        progress.finish();
        String over = "\r\u001b[K";
        assertThat(text)
                .hasToString(over + "0/100 trials, 0 s, time left unknown yet" + over
                        + "25/100 trials, 2 failed, 25 s, about 1 min 15 s left" + over
                        + "100/100 trials, 10 failed, 1 min 40 s" + over
                        + "100/100 trials, 10 failed, 1 min 40 s" + System.lineSeparator());
    }

    @Test
    void aLogHasAFewLinesHoweverLongItTakes() {
        for (int hours : new int[] {0, 1, 24}) {
            text.getBuffer().setLength(0);
            ConsoleProgress progress = progress(false);
            double total = Math.max(60, hours * 3600.0);
            for (double seconds = 0; seconds <= total; seconds += 0.5) {
                progress.update(after(seconds, total));
            }
            progress.finish();
            assertThat(text.toString().lines().count()).isBetween(2L, 100L);
            assertThat(text.toString()).doesNotContain("\r").doesNotContain("\u001b");
        }
    }

    @Test
    void theLastStateIsSaid() {
        ConsoleProgress progress = progress(false);
        progress.finish();
        assertThat(text).hasToString("");
        progress.update(after(2, 2));
        progress.finish();
        assertThat(text).hasToString("100/100 trials, 10 failed, 2 s" + System.lineSeparator());
    }

    @Test
    void theTimeLeftFollowsThePredictedCostAndNotTheCount() {
        ConsoleProgress progress = progress(false);
        progress.update(new Progress(10, 1, 0, 100, 90, 90, 90, ""));
        progress.finish();
        assertThat(text.toString()).startsWith("1/10 trials, 1 min 30 s, about 10 s left");
    }

    @Test
    void theTimeLeftDoesNotGrowWhileNothingIsDone() {
        double before = Double.POSITIVE_INFINITY;
        for (double seconds = 60; seconds <= 300; seconds += 10) {
            double left = new Progress(10, 2, 0, 100, 20, seconds, 60, "").remainingSeconds();
            assertThat(left).isLessThanOrEqualTo(before).isNotNegative();
            before = left;
        }
        assertThat(before).isZero();
    }

    /** As where an executor stands still, and is not given up yet. */
    @Test
    void thatNothingIsDoneIsSaidOnceAllShouldBe() {
        StringWriter text = new StringWriter();
        ConsoleProgress progress = new ConsoleProgress(new PrintWriter(text), true);
        progress.update(new Progress(12, 11, 0, 100, 90, 55, 45, ""));
        progress.update(new Progress(12, 11, 0, 100, 90, 131, 45, ""));
        progress.update(new Progress(12, 12, 0, 100, 100, 132, 132, ""));
        assertThat(text.toString().split("\r\u001b\\[K"))
                .containsExactly(
                        "",
                        "11/12 trials, 55 s, about 0 s left",
                        "11/12 trials, 2 min 11 s, nothing done for 1 min 26 s",
                        "12/12 trials, 2 min 12 s");
    }

    @Test
    void whatIsWaitedForTakesThePlaceOfTheTimeLeft() {
        StringWriter text = new StringWriter();
        ConsoleProgress progress = new ConsoleProgress(new PrintWriter(text), false);
        progress.update(new Progress(96, 9, 0, 100, 90, 90, 90, "an executor, as there has been none for 45 s"));
        assertThat(text.toString())
                .isEqualTo("9/96 trials, 1 min 30 s, waiting for an executor, as there has been none for 45 s"
                        + System.lineSeparator());
    }
}
