package org.evalgap.study.replicates;

import java.math.BigDecimal;
import java.math.MathContext;
import org.evalgap.study.binding.Bounds;
import org.evalgap.study.binding.Kinds;
import org.evalgap.study.binding.Names;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;

/** What has to be known before a cell needs no more replicates. */
@Kinds(noun = "a rule", title = "until")
public sealed interface UntilConfig {

    /** What has to be, to stand behind "until". */
    String text();

    /** A figure of a cell. */
    enum Figure {
        /** Train-mode minus eval-mode accuracy on the test images. */
        DEGRADATION,
        /** Training-log minus deployed accuracy. */
        TOTAL_GAP,
        /** Deployed accuracy. */
        EVAL_MODE_ACCURACY
    }

    /**
     * A figure of each cell is known well enough.
     *
     * @param of the figure
     * @param halfWidth half of its 95 % interval, a fraction of accuracy in (0, 1]
     */
    @Section(kind = "interval", meaning = "Until the 95 % interval of a figure of the cell is narrow enough.")
    record Interval(
            @Setting(meaning = "Which figure.", defaultValue = "degradation")
            Figure of,

            @Setting(
                    meaning =
                            "Half of the interval's width, as a fraction of accuracy: 0.01 for ± 1 point. It is an interval"
                                    + " over replicates and images; a cell whose images alone make it wider stops, as"
                                    + " replicates would not help.",
                    defaultValue = "0.01",
                    above = 0,
                    atMost = 1)
            double halfWidth)
            implements UntilConfig {
        public Interval {
            Bounds.check(Interval.class, of, halfWidth);
        }

        @Override
        public String text() {
            String points = BigDecimal.valueOf(100 * halfWidth)
                    .round(new MathContext(6))
                    .stripTrailingZeros()
                    .toPlainString();
            return "the interval of " + Names.of(of).replace('-', ' ') + " is within ± " + points + " points";
        }
    }

    /** Every contrast of the study's claims that its cells take part in has a verdict. */
    @Section(
            kind = "verdicts",
            meaning = "Until each claim to which the cell has something to say has a verdict, or can have none.")
    record Verdicts() implements UntilConfig {
        @Override
        public String text() {
            return "the claims have their verdicts";
        }
    }
}
