package org.evalgap.report.page;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.evalgap.results.rows.TrialRow;

/** Where trials come from and what they cost, all together. */
final class Provenance {

    private final Set<String> studies = new TreeSet<>();
    private final Set<String> datasets = new TreeSet<>();
    private final Set<String> engines = new TreeSet<>();
    private final Set<String> numerics = new TreeSet<>();
    private final Set<String> hosts = new TreeSet<>();
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
        trainSeconds += trial.trainSeconds();
        evaluationSeconds += trial.evaluationSeconds();
        first = trial.startedAt().isBefore(first) ? trial.startedAt() : first;
        last = trial.startedAt().isAfter(last) ? trial.startedAt() : last;
    }

    String study() {
        return studies.isEmpty() ? "no trials" : String.join(", ", studies);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("studies", studies);
        json.put("datasets", datasets);
        json.put("engines", engines);
        json.put("numerics", numerics);
        json.put("hosts", hosts);
        json.put("statuses", statuses);
        json.put("trainSeconds", trainSeconds);
        json.put("evaluationSeconds", evaluationSeconds);
        json.put("started", statuses.isEmpty() ? Arrays.asList() : Arrays.asList(seconds(first), seconds(last)));
        return json;
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
