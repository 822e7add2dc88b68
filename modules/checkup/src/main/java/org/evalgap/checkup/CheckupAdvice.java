package org.evalgap.checkup;

import java.util.Locale;
import org.evalgap.results.diagnosis.LeadingCause;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.study.reading.PreprocessingWriter;

/** What to do about what was found. */
final class CheckupAdvice {

    private CheckupAdvice() {}

    /** One or two sentences. */
    static String of(Conclusion conclusion) {
        if (conclusion.isRepairable()) {
            Estimate recovered = conclusion.recovered().orElseThrow().estimate();
            return String.format(
                    Locale.ROOT,
                    "Write a repaired copy with --repaired: %s recovers %.1f points (95 %%: %.1f to %.1f). %s",
                    conclusion.best().orElseThrow().kind().label(),
                    100 * recovered.mean(),
                    100 * recovered.lower(),
                    100 * recovered.upper(),
                    conclusion.cause().action());
        }
        if (conclusion.cause() == LeadingCause.INCONCLUSIVE) {
            return "Check up more images; if use was observed, look at what else differs there: images, decoding, weights.";
        }
        return conclusion
                .preprocessing()
                .map(right -> "Prepare images in use with preprocessing.eval = "
                        + PreprocessingWriter.list(right.preprocessing()) + ".")
                .orElse(conclusion.cause().action());
    }
}
