package org.evalgap.report.page;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.evalgap.results.rows.TrialRow;

/** Where trials come from and what they cost, all together. */
final class Provenance {

    /**
     * What the scripts read.
     *
     * @param statuses trials of each status
     * @param trainSeconds in trainings, all together
     * @param evaluationSeconds in evaluations, all together
     * @param started when the first and the last trial began; empty without trials
     */
    record Facts(
            List<String> studies,
            List<String> datasets,
            List<String> engines,
            List<String> numerics,
            List<String> hosts,
            Map<String, Integer> statuses,
            double trainSeconds,
            double evaluationSeconds,
            List<String> started) {}

    private final Set<String> studies = new TreeSet<>();
    private final Set<String> datasets = new TreeSet<>();
    private final Set<String> engines = new TreeSet<>();
    private final Set<String> numerics = new TreeSet<>();
    private final Set<String> hosts = new TreeSet<>();
    private final Set<String> trainings = new HashSet<>();
    private final Map<String, Integer> statuses = new TreeMap<>();
    private double trainSeconds;
    private double evaluationSeconds;
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;

    void add(TrialRow trial) {
        studies.add(trial.study());
        datasets.add(trial.dataset() + ", SHA-256 " + trial.datasetFingerprint());
        engines.add(trial.engineVersion());
        numerics.add(trial.numericsProfile());
        hosts.add(trial.host());
        statuses.merge(trial.status().label(), 1, Integer::sum);
        trainSeconds += trainings.add(trial.trainingRun()) ? trial.trainSeconds() : 0;
        evaluationSeconds += trial.evaluationSeconds();
        first = trial.startedAt().isBefore(first) ? trial.startedAt() : first;
        last = trial.startedAt().isAfter(last) ? trial.startedAt() : last;
    }

    String study() {
        return studies.isEmpty() ? "no trials" : String.join(", ", studies);
    }

    /** All of it so far. */
    Facts facts() {
        return new Facts(
                List.copyOf(studies),
                List.copyOf(datasets),
                List.copyOf(engines),
                List.copyOf(numerics),
                List.copyOf(hosts),
                new TreeMap<>(statuses),
                trainSeconds,
                evaluationSeconds,
                statuses.isEmpty() ? List.of() : List.of(seconds(first), seconds(last)));
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
