package org.evalgap.results.diagnosis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.evalgap.results.schema.Labels;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.study.binding.Canonical;

/**
 * A diagnosis for programs: one JSON object, whose fields mean the same whether a study's network or a model of somebody
 * else was diagnosed. Accuracies and their differences are fractions of images.
 */
public final class DiagnosisDocument {

    /** Who writes a field. */
    public enum Writer {
        DIAGNOSE,
        CHECKUP
    }

    /** A field; its key is its name in lower case. */
    public enum Field {
        LEADING_CAUSE("id of the one answer, of those below"),
        MEANING("of the leading cause, in words"),
        RECOMMENDATION("what to do: sentences, what matters most first"),
        INTERVALS_OVER("what intervals are over: replicates, or images of one network"),
        TRAINING_LOG_ACCURACY("interval; all that was measured being as in training"),
        EVAL_MODE_ACCURACY("interval; of diagnose: in use, which a study may plant mistakes in"),
        DEGRADATION("interval: TRAIN mode's accuracy minus eval_mode_accuracy, same images"),
        TOTAL_GAP("interval: training_log_accuracy minus eval_mode_accuracy"),
        SHARES("of the gap, intervals: statistics, dropout, transform, split, preprocessing if measured"),
        STATISTICS_CAUSES("intervals: what EVAL mode loses to each cause of wrong statistics"),
        REMEDIES("list of name, variant, recovered (interval), seconds (diagnose)"),
        STUDY("its name", Writer.DIAGNOSE),
        TRIALS("trained networks", Writer.DIAGNOSE),
        FINISHED("of them, those that finished", Writer.DIAGNOSE),
        CANDIDATES("intervals by cause: what each that could be told costs", Writer.DIAGNOSE),
        REASON("figures that speak for the leading cause, in words", Writer.CHECKUP),
        MODEL("file of the graph", Writer.CHECKUP),
        CHECKPOINT("file, and part of it, that the weights and statistics are of", Writer.CHECKUP),
        NOTES("list of sentences on how the model was read", Writer.CHECKUP),
        IMAGES("source, evaluated (how many), skipped (list of source, image, reason)", Writer.CHECKUP),
        DEPLOYED_ACCURACY("in use, if that was said or follows from predictions", Writer.CHECKUP),
        WAYS("of use, list of name, cause, accuracy, agreement of predictions, fits", Writer.CHECKUP),
        NORMS("list: how far each norm's stored statistics are from what it sees", Writer.CHECKUP),
        PREPROCESSING("list of name, accuracy, gained (interval): other than as given", Writer.CHECKUP);

        private final String meaning;
        private final List<Writer> writers;

        Field(String meaning, Writer... writers) {
            this.meaning = meaning;
            this.writers = List.of(writers.length == 0 ? Writer.values() : writers);
        }

        /** Its key in the object. */
        public String key() {
            return Labels.of(this);
        }
    }

    private final Writer writer;
    private final Map<String, Object> values = new TreeMap<>();

    public DiagnosisDocument(Writer writer) {
        this.writer = writer;
    }

    /** What a command's help says of the object: two lines for each field, two for each cause. */
    public static List<String> help(Writer writer) {
        List<String> lines = new ArrayList<>(List.of(
                "",
                "--json: accuracies are fractions of images; an interval is mean, and lower and",
                "upper (95 %) where there is one. Fields, the same of diagnose and checkup:"));
        Arrays.stream(Field.values())
                .filter(field -> field.writers.contains(writer))
                .forEach(field -> add(lines, field.key(), field.meaning));
        lines.addAll(List.of("", "What leading_cause can be:"));
        Arrays.stream(LeadingCause.values()).forEach(cause -> add(lines, cause.id(), cause.meaning()));
        return lines;
    }

    private static void add(List<String> lines, String name, String meaning) {
        lines.add("  " + name);
        lines.add("      " + meaning);
    }

    /**
     * @param value a text, a number, or lists and maps of such
     * @throws IllegalArgumentException if the writer has no such field
     */
    public DiagnosisDocument put(Field field, Object value) {
        if (!field.writers.contains(writer)) {
            throw new IllegalArgumentException(field + " is no field of " + writer);
        }
        values.put(field.key(), value);
        return this;
    }

    /** Without lower and upper end where the estimate has none. */
    public DiagnosisDocument put(Field field, Estimate estimate) {
        return put(field, interval(estimate));
    }

    /** An interval for each constant, or other thing that {@link Labels} or {@link LeadingCause#id} name. */
    public DiagnosisDocument put(Field field, Map<? extends Enum<?>, Estimate> estimates) {
        Map<String, Object> intervals = new TreeMap<>();
        estimates.forEach((key, estimate) ->
                intervals.put(key instanceof LeadingCause cause ? cause.id() : Labels.of(key), interval(estimate)));
        return put(field, (Object) intervals);
    }

    /** The cause with its meaning. */
    public DiagnosisDocument put(LeadingCause cause) {
        return put(Field.LEADING_CAUSE, cause.id()).put(Field.MEANING, cause.meaning());
    }

    /** An estimate as it stands in the object. */
    public static Map<String, Object> interval(Estimate estimate) {
        Map<String, Object> interval = new TreeMap<>();
        interval.put("mean", estimate.mean());
        if (estimate.hasInterval()) {
            interval.put("lower", estimate.lower());
            interval.put("upper", estimate.upper());
        }
        return interval;
    }

    /** The object on one line. */
    public String json() {
        return Canonical.json(values) + "\n";
    }
}
