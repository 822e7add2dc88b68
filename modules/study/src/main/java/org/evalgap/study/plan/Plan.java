package org.evalgap.study.plan;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evalgap.data.Dataset;
import org.evalgap.data.DatasetFacts;
import org.evalgap.study.reading.Study;

/**
 * What has to be trained.
 *
 * @param trainings with at least one trial that is not published, longest predicted first
 * @param cells cells of the study that differ in what they train or measure
 * @param trials replicates of all cells together
 * @param published ids of those of them that are published already
 */
public record Plan(List<Training> trainings, long cells, long trials, Set<String> published) {

    public Plan {
        trainings = List.copyOf(trainings);
        published = Set.copyOf(published);
    }

    /**
     * Plans a study, with the most replicates that its cells may have.
     *
     * @param study checked against the dataset
     * @param facts of the dataset
     * @param fingerprint of the dataset's content
     * @param engineVersion version of EvalGap that will run
     * @param costs predicts what a training costs
     * @param published whether the trial with an id is published already
     * @throws org.evalgap.study.reading.StudyException if a cell does not make a trial
     * @throws org.evalgap.nn.graph.ShapeException if a network does not fit the dataset
     */
    public static Plan of(
            Study study,
            DatasetFacts facts,
            String fingerprint,
            String engineVersion,
            CostModel costs,
            Predicate<String> published) {
        int most = study.replicates().atMost();
        return of(study, facts, fingerprint, engineVersion, costs, published, cell -> most);
    }

    /**
     * The same with the first replicates of each cell.
     *
     * @param replicates how many, by the id of the cell
     */
    public static Plan of(
            Study study,
            DatasetFacts facts,
            String fingerprint,
            String engineVersion,
            CostModel costs,
            Predicate<String> published,
            ToIntFunction<String> replicates) {
        Identity identity = new Identity(study, fingerprint, engineVersion);
        return new Planner(study, facts, identity, costs, published, replicates).plan();
    }

    /**
     * Plans a study of which nothing is published, for this version of EvalGap.
     *
     * @param study checked against the dataset
     * @throws org.evalgap.study.reading.StudyException if a cell does not make a trial
     * @throws org.evalgap.nn.graph.ShapeException if a network does not fit the dataset
     */
    public static Plan whole(Study study, Dataset dataset) {
        return of(
                study,
                dataset.facts(),
                dataset.fingerprint(),
                EngineVersion.CURRENT,
                CostModel.DEFAULT,
                trialId -> false);
    }

    /**
     * The part of this plan that concerns some trials.
     *
     * @param chosen whether the trial with an id is one of them
     * @return a plan of the same cells, whose trials are those
     */
    public Plan only(Predicate<String> chosen) {
        List<Training> kept = trainings.stream()
                .flatMap(training -> training.only(trial -> chosen.test(trial.id())).stream())
                .toList();
        Set<String> done = published.stream().filter(chosen).collect(Collectors.toSet());
        long open =
                kept.stream().mapToLong(training -> training.trials().size()).sum();
        return new Plan(kept, cells, open + done.size(), done);
    }

    /** Ids of its trials, published or not. */
    public Set<String> trialIds() {
        Stream<String> open = trainings.stream()
                .flatMap(training -> training.trials().stream())
                .map(Trial::id);
        return Stream.concat(open, published.stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** Trials that are not published. */
    public long pending() {
        return trials - published.size();
    }

    /** Predicted time of all trainings on one core, in seconds. */
    public double predictedSeconds() {
        return trainings.stream().mapToDouble(Training::predictedSeconds).sum();
    }

    /** Predicted peak of native memory of the largest training. */
    public long predictedBytes() {
        return trainings.stream().mapToLong(Training::predictedBytes).max().orElse(0);
    }
}
