package org.evalgap.cli.planted;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.evalgap.results.diagnosis.LeadingCause;

/** How often each planted cause was named as which. */
final class ConfusionMatrix {

    private final List<PlantDiagnosis> diagnoses;
    private final Map<LeadingCause, Map<LeadingCause, Integer>> counts = new EnumMap<>(LeadingCause.class);

    /** @param diagnoses of plants that bite, and of healthy twins */
    ConfusionMatrix(List<PlantDiagnosis> diagnoses) {
        this.diagnoses = diagnoses;
        for (PlantDiagnosis each : diagnoses) {
            counts.computeIfAbsent(each.plant().cause(), absent -> new EnumMap<>(LeadingCause.class))
                    .merge(each.diagnosis().cause(), 1, Integer::sum);
        }
    }

    /** A line for each planted cause with what it was named as, and the two rates. */
    String text() {
        StringBuilder text = new StringBuilder("planted                        named, times\n");
        counts.forEach((planted, named) -> text.append(String.format(Locale.ROOT, "%-30s", planted.id()))
                .append(' ')
                .append(named.entrySet().stream()
                        .sorted(Map.Entry.<LeadingCause, Integer>comparingByValue()
                                .reversed())
                        .map(entry -> entry.getKey().id() + " " + entry.getValue())
                        .collect(Collectors.joining(", ")))
                .append('\n'));
        long planted = diagnoses.stream().filter(each -> !each.isHealthy()).count();
        long right = diagnoses.stream()
                .filter(each -> !each.isHealthy() && each.right())
                .count();
        long healthy = diagnoses.stream().filter(PlantDiagnosis::isHealthy).count();
        long alarms = diagnoses.stream()
                .filter(each -> each.isHealthy() && !each.right())
                .count();
        return text.append(rate("named rightly: ", right, planted, "plants"))
                .append(rate("false alarms: ", alarms, healthy, "healthy networks"))
                .toString();
    }

    private static String rate(String what, long count, long of, String ofWhat) {
        return of == 0
                ? ""
                : String.format(Locale.ROOT, "%s%d of %d %s (%.1f %%)%n", what, count, of, ofWhat, 100.0 * count / of);
    }

    /** Planted causes down, named ones across. */
    String csv() {
        String header =
                Arrays.stream(LeadingCause.values()).map(LeadingCause::id).collect(Collectors.joining(","));
        return "planted," + header + "\n"
                + counts.entrySet().stream()
                        .map(row -> row.getKey().id() + ","
                                + Arrays.stream(LeadingCause.values())
                                        .map(named ->
                                                String.valueOf(row.getValue().getOrDefault(named, 0)))
                                        .collect(Collectors.joining(",")))
                        .collect(Collectors.joining("\n"))
                + "\n";
    }
}
