package org.evalgap.cli;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.evalgap.cli.console.AuditText;
import org.evalgap.cli.console.Console;
import org.evalgap.cli.console.ConsoleProgress;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.cli.console.Failures;
import org.evalgap.cli.console.MetricsText;
import org.evalgap.cli.console.PlanText;
import org.evalgap.cli.console.Shutdown;
import org.evalgap.cli.output.LazySpark;
import org.evalgap.cli.output.Page;
import org.evalgap.cli.output.SweepOutput;
import org.evalgap.data.Dataset;
import org.evalgap.data.DatasetFacts;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.output.OutputHeldException;
import org.evalgap.output.Progress;
import org.evalgap.output.storage.HadoopByteSource;
import org.evalgap.results.claims.StudyClaims;
import org.evalgap.spark.CellReplicates;
import org.evalgap.spark.FailureLimitException;
import org.evalgap.spark.RunMetrics;
import org.evalgap.spark.SparkSettings;
import org.evalgap.spark.StudyJob;
import org.evalgap.spark.StudyOutput;
import org.evalgap.spark.training.SweepLimits;
import org.evalgap.spark.training.TrainingRunner;
import org.evalgap.study.plan.CostModel;
import org.evalgap.study.plan.EngineVersion;
import org.evalgap.study.plan.Plan;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyChanges;
import org.evalgap.study.reading.StudyReplicates;
import org.evalgap.study.reading.StudyValidator;

/** A study from its file to its report. Everything that can be refused is refused before Spark starts. */
final class Sweep {

    private final Study study;
    private final String location;
    private final TrainingRunner runner;
    private final SweepLimits limits;
    private final Report report;
    private final Console console;

    /** What a person reads when all trials are done. */
    @FunctionalInterface
    interface Report {

        /**
         * @param trials which of the published trials are of the study
         * @param facts of the dataset
         */
        String of(StudyOutput output, Predicate<String> trials, DatasetFacts facts) throws IOException;
    }

    /**
     * What a run may do to what is in its output.
     *
     * @param trial the beginning of the ids of the trials to run; empty for all
     * @param retryFailed whether trials that failed are run again
     * @param takeOver whether the claim of another run that may still live is ended
     * @param append whether the output may hold another study
     */
    record Leave(String trial, boolean retryFailed, boolean takeOver, boolean append) {}

    Sweep(Study study, String location, TrainingRunner runner, SweepLimits limits, Report report, Console console) {
        this.study = study;
        this.location = location;
        this.runner = runner;
        this.limits = limits;
        this.report = report;
        this.console = console;
    }

    /**
     * Runs the study.
     *
     * @return the exit code
     */
    int run(Leave leave) throws IOException, OutputHeldException {
        Configuration configuration = SparkSettings.hadoopConfiguration();
        Dataset dataset =
                DatasetReader.read(study.dataset(), new DatasetFiles(() -> new HadoopByteSource(configuration)));
        StudyValidator.validate(study, dataset.facts());
        StudyClaims.of(Optional.of(study.text()));
        try (Shutdown shutdown = new Shutdown();
                StudyOutput output = StudyOutput.claim(location, configuration, leave.takeOver());
                LazySpark spark = new LazySpark("evalgap " + study.name(), console)) {
            shutdown.silencing(spark::silence);
            if (!leave.append() && !isOf(output)) {
                return ExitCode.UNUSABLE;
            }
            return run(output, spark, dataset, leave.trial(), leave.retryFailed());
        }
    }

    /** Whether the output is new or holds this study, or less of it; else says what holds. */
    private boolean isOf(StudyOutput output) throws IOException {
        List<String> changes = StudyChanges.between(output.study().orElse(""), study.text());
        if (!changes.isEmpty()) {
            console.note("cannot sweep study " + study.name() + " into " + output.location()
                    + "; expected: the study that it holds, with the same settings outside of grid, exclude and"
                    + " replicates; received: one that differs in " + String.join(", ", changes)
                    + "; name another --output, or --append to keep both studies there");
        }
        return changes.isEmpty();
    }

    private int run(StudyOutput output, LazySpark spark, Dataset dataset, String trialId, boolean retryFailed)
            throws IOException, OutputHeldException {
        StudyOutput.Published published = output.audit();
        AuditText.note(published, console);
        Set<String> kept = new HashSet<>(published.trials());
        if (retryFailed) {
            kept.removeAll(published.failed().keySet());
        }
        Predicate<String> chosen = trial -> trial.startsWith(trialId);
        CellReplicates replicates = CellReplicates.of(study.replicates());
        Plan most = plan(dataset, kept, replicates::most);
        Set<String> possible = most.only(chosen).trialIds();
        if (!trialId.isEmpty() && possible.isEmpty()) {
            console.note("cannot run trial " + trialId + "; expected: the beginning of the id of a trial of the study;"
                    + " received: one of no trial");
            return ExitCode.UNUSABLE;
        }
        if (retryFailed) {
            output.withdraw(published.failed().keySet().stream()
                    .filter(possible::contains)
                    .collect(Collectors.toSet()));
        }
        // Tables follow from records and what the study says of them; whether records are new they tell themselves.
        boolean otherTables = !madeAlike(output.study(), Optional.of(study.text()));
        output.writeStudy(study.text());
        spark.reserve(most.predictedBytes());
        boolean looks = trialId.isEmpty() && study.replicates().rule().isPresent();
        Plan plan = looks ? plan(dataset, kept, replicates::of) : most.only(chosen);
        console.note(PlanText.toRun(study.name(), most.cells(), plan, most.trials(), output.location()));
        boolean trained = train(output, spark, plan, dataset);
        while (looks && trained && replicates.next(output, plan)) {
            kept.addAll(plan.trialIds());
            plan = plan(dataset, kept, replicates::of);
            console.note(replicates.text(plan));
            trained = train(output, spark, plan, dataset);
        }
        if (otherTables) {
            output.rewriteTables(spark);
        } else {
            output.writeTables(spark);
        }
        output.disagreements().forEach(line -> console.note("Warning: " + line));
        Set<String> studyTrials = plan.trialIds();
        console.print(report.of(output, studyTrials::contains, dataset.facts()));
        console.note("Page: " + Page.write(SweepOutput.at(location)));
        return reportFailures(output, studyTrials);
    }

    private Plan plan(Dataset dataset, Set<String> kept, ToIntFunction<String> replicates) {
        return Plan.of(
                study,
                dataset.facts(),
                dataset.fingerprint(),
                EngineVersion.CURRENT,
                CostModel.DEFAULT,
                kept::contains,
                replicates);
    }

    private static boolean madeAlike(Optional<String> before, Optional<String> now) {
        return StudyClaims.text(before).equals(StudyClaims.text(now))
                && before.flatMap(StudyReplicates::of).equals(now.flatMap(StudyReplicates::of));
    }

    /** @return whether all trainings are done, or there are none */
    private boolean train(StudyOutput output, LazySpark spark, Plan plan, Dataset dataset)
            throws IOException, OutputHeldException {
        if (plan.trainings().isEmpty()) {
            return true;
        }
        ConsoleProgress progress = new ConsoleProgress(console.err(), console.terminal());
        boolean finished = false;
        try {
            Progress.Listener file = output.statusFile(study.name());
            Progress.Listener page = new Page.Renewal(SweepOutput.at(location));
            RunMetrics metrics = new StudyJob(output, runner, limits).run(spark.get(), plan, dataset, now -> {
                progress.update(now);
                file.update(now);
                page.update(now);
            });
            finished = true;
            progress.finish();
            console.note(MetricsText.of(metrics));
        } catch (FailureLimitException e) {
            console.note(e.getMessage());
        } finally {
            if (!finished) {
                progress.finish();
                console.note("The sweep was stopped. What is published is kept: run the same command to go on.");
            }
        }
        return finished;
    }

    private int reportFailures(StudyOutput output, Set<String> studyTrials) throws IOException {
        StudyOutput.Published published = output.audit();
        published.quarantined().forEach(line -> console.note("Set aside in this run: " + line));
        var failures = published.failed();
        failures.keySet().retainAll(studyTrials);
        return Failures.report(failures.values(), console);
    }
}
