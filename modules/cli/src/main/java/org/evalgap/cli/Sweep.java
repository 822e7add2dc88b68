package org.evalgap.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.evalgap.cli.console.AuditText;
import org.evalgap.cli.console.Console;
import org.evalgap.cli.console.ConsoleProgress;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.cli.console.Failures;
import org.evalgap.cli.console.MetricsText;
import org.evalgap.cli.console.Shutdown;
import org.evalgap.data.Dataset;
import org.evalgap.data.DatasetFacts;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.output.OutputHeldException;
import org.evalgap.output.Progress;
import org.evalgap.output.storage.HadoopByteSource;
import org.evalgap.results.claims.StudyClaims;
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
        Predicate<String> kept = trial -> published.trials().contains(trial)
                && !(retryFailed && published.failed().containsKey(trial));
        Plan whole =
                Plan.of(study, dataset.facts(), dataset.fingerprint(), EngineVersion.CURRENT, CostModel.DEFAULT, kept);
        Plan plan = whole.only(trial -> trial.startsWith(trialId));
        Set<String> studyTrials = plan.trialIds();
        if (!trialId.isEmpty() && studyTrials.isEmpty()) {
            console.note("cannot run trial " + trialId + "; expected: the beginning of the id of a trial of the study;"
                    + " received: one of no trial");
            return ExitCode.UNUSABLE;
        }
        if (retryFailed) {
            output.withdraw(published.failed().keySet().stream()
                    .filter(studyTrials::contains)
                    .collect(Collectors.toSet()));
        }
        // Tables follow from records and claims; whether records are new they tell themselves.
        boolean otherClaims = !StudyClaims.text(output.study()).equals(StudyClaims.text(Optional.of(study.text())));
        output.writeStudy(study.text());
        console.note(String.format(
                "Study %s: %s, %s, %d of them to run in %s; output %s",
                study.name(),
                counted(whole.cells(), "cell"),
                counted(whole.trials(), "trial"),
                plan.pending(),
                counted(plan.trainings().size(), "training"),
                output.location()));
        spark.reserve(plan.predictedBytes());
        if (!plan.trainings().isEmpty()) {
            train(output, spark, plan, dataset);
        }
        if (otherClaims) {
            output.rewriteTables(spark);
        } else {
            output.writeTables(spark);
        }
        output.disagreements().forEach(line -> console.note("Warning: " + line));
        console.print(report.of(output, studyTrials::contains, dataset.facts()));
        console.note("Page: " + Page.write(SweepOutput.at(location)));
        return reportFailures(output, studyTrials);
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private void train(StudyOutput output, LazySpark spark, Plan plan, Dataset dataset)
            throws IOException, OutputHeldException {
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
    }

    private int reportFailures(StudyOutput output, Set<String> studyTrials) throws IOException {
        StudyOutput.Published published = output.audit();
        published.quarantined().forEach(line -> console.note("Set aside in this run: " + line));
        var failures = published.failed();
        failures.keySet().retainAll(studyTrials);
        return Failures.report(failures.values(), console);
    }
}
