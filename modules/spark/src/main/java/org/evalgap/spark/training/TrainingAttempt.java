package org.evalgap.spark.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.evalgap.data.Dataset;
import org.evalgap.experiment.trial.TrialRunner;
import org.evalgap.experiment.trial.UnfinishedTrial;
import org.evalgap.output.attempts.Attempts;
import org.evalgap.output.journal.Journal;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialStatus;
import org.evalgap.study.plan.Training;
import org.evalgap.study.plan.Trial;

/**
 * Brings every trial of a training to a published result, whatever the trial does.
 *
 * <p>A trial is first run in this process. If the process then ends without a word, all that it was training are
 * suspects, and are run each in a process of its own the next time: the one that ends that process too is CRASHED, and
 * the others are none the worse. Where a machine is taken away with all its processes there is no such proof, so a trial
 * is also CRASHED when that has happened to it too often.
 */
public final class TrainingAttempt {

    private final OutputDirectory output;
    private final Journal journal;
    private final Attempts attempts;
    private final TrainingRunner runner;
    private final Dataset dataset;
    private final SweepLimits limits;
    private final String executor;
    private final BooleanSupplier killed;

    /**
     * @param executor Spark's name of this process
     * @param killed whether Spark has cancelled the training
     */
    public TrainingAttempt(
            OutputDirectory output,
            TrainingRunner runner,
            Dataset dataset,
            SweepLimits limits,
            String executor,
            BooleanSupplier killed) {
        this.output = output;
        this.journal = new Journal(output);
        this.attempts = new Attempts(output);
        this.runner = runner;
        this.dataset = dataset;
        this.limits = limits;
        this.executor = executor;
        this.killed = killed;
    }

    /** A trial and the attempts at it that ended without a word. */
    private record Suspect(Trial trial, List<Attempts.Attempt> before, List<Attempts.Attempt> lost) {}

    /**
     * Runs the trials of a training and publishes them.
     *
     * @param published told of every result
     * @throws Watch.HungException if the training makes no progress and its thread does not end; it is published
     *     as TIMEOUT
     */
    public void run(Training training, Consumer<TrialResult> published) throws IOException, Watch.HungException {
        Set<Trial> together = new LinkedHashSet<>();
        List<Attempts.Attempt> begun = new ArrayList<>();
        List<Suspect> alone = new ArrayList<>();
        boolean company = LoneTraining.running();
        for (Trial trial : training.trials()) {
            List<Attempts.Attempt> before = attempts.of(trial.id());
            List<Attempts.Attempt> lost =
                    before.stream().filter(Attempts.Attempt::lost).toList();
            if (lost.isEmpty() && !company) {
                together.add(trial);
                begun.add(attempts.begin(trial.id(), before, executor, false));
            } else {
                alone.add(new Suspect(trial, before, lost));
            }
        }
        for (Suspect suspect : alone) {
            published.accept(runAlone(training, suspect));
        }
        Optional<Training> here = training.only(together::contains);
        if (here.isPresent()) {
            runHere(here.get(), begun, published);
        }
    }

    private void runHere(Training training, List<Attempts.Attempt> begun, Consumer<TrialResult> published)
            throws IOException, Watch.HungException {
        try {
            for (TrialResult result : resultsHere(training)) {
                Attempts.Attempt attempt = begun.stream()
                        .filter(each -> each.trialId().equals(result.trial().trialId()))
                        .findFirst()
                        .orElseThrow();
                published.accept(publish(result, attempt));
            }
        } catch (Watch.HungException e) {
            for (int i = 0; i < begun.size(); i++) {
                published.accept(publish(timeout(training.trials().get(i), e), begun.get(i)));
            }
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            end(begun, e);
            throw e;
        }
    }

    private List<TrialResult> resultsHere(Training training) throws Watch.HungException {
        String name = "trial " + training.trials().get(0).id();
        try {
            return checked(
                    training,
                    new Watch(name, limits.stall(), killed)
                            .run(checkpoint -> runner.run(training, dataset, checkpoint)));
        } catch (TrialRunner.StalledException e) {
            return training.trials().stream().map(trial -> timeout(trial, e)).toList();
        }
    }

    private TrialResult timeout(Trial trial, Exception cause) {
        return unfinished(trial, TrialStatus.TIMEOUT, cause.getMessage());
    }

    /** Ends attempts that something else than their trials has ended. */
    private void end(List<Attempts.Attempt> begun, Throwable cause) {
        for (Attempts.Attempt attempt : begun) {
            try {
                attempts.end(attempt);
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }

    private TrialResult runAlone(Training training, Suspect suspect) throws IOException {
        Trial trial = suspect.trial();
        if (suspect.lost().size() >= limits.lostAttempts()) {
            TrialResult crashed = unfinished(
                    trial,
                    TrialStatus.CRASHED,
                    "its process ended without a word in " + suspect.lost().size() + " attempts: "
                            + describe(suspect.lost()));
            return publish(crashed, suspect.before().get(suspect.before().size() - 1));
        }
        Attempts.Attempt attempt = attempts.begin(trial.id(), suspect.before(), executor, true);
        try {
            Training own = training.only(trial::equals).orElseThrow();
            return publish(resultAlone(own, suspect, attempt), attempt);
        } catch (IOException | RuntimeException | Error e) {
            end(List.of(attempt), e);
            throw e;
        }
    }

    private TrialResult resultAlone(Training training, Suspect suspect, Attempts.Attempt attempt) throws IOException {
        try {
            LoneTraining process = new LoneTraining(runner, dataset, limits.stall(), killed);
            return checked(training, process.run(training)).get(0);
        } catch (Watch.HungException e) {
            return timeout(suspect.trial(), e);
        } catch (LoneTraining.CrashException e) {
            return unfinished(suspect.trial(), TrialStatus.CRASHED, reason(suspect, attempt, e));
        }
    }

    private String reason(Suspect suspect, Attempts.Attempt attempt, LoneTraining.CrashException crash)
            throws IOException {
        StringBuilder reason = new StringBuilder("its process ended without a word in ")
                .append(suspect.lost().size() + 1)
                .append(suspect.lost().isEmpty() ? " attempt: " : " attempts: ");
        if (!suspect.lost().isEmpty()) {
            reason.append(describe(suspect.lost())).append("; ");
        }
        reason.append("alone on ")
                .append(attempt.process().host())
                .append(" with ")
                .append(crash.getMessage());
        if (crash.report().isPresent()) {
            String trialId = suspect.trial().id();
            output.storage().createDirectory(output.crashReports());
            output.storage()
                    .overwrite(output.crashReport(trialId), crash.report().get());
            reason.append("; report crashes/")
                    .append(output.crashReport(trialId).getName());
        }
        return reason.toString();
    }

    private static String describe(List<Attempts.Attempt> lost) {
        return lost.stream()
                .map(attempt -> "process " + attempt.process().pid() + " on "
                        + attempt.process().host() + ", executor " + attempt.executor())
                .collect(Collectors.joining("; "));
    }

    private TrialResult unfinished(Trial trial, TrialStatus status, String reason) {
        return UnfinishedTrial.result(runner.study(), trial, dataset, status, reason);
    }

    private static List<TrialResult> checked(Training training, List<TrialResult> results) {
        Set<String> expected = training.trials().stream().map(Trial::id).collect(Collectors.toSet());
        List<String> received =
                results.stream().map(result -> result.trial().trialId()).toList();
        if (received.size() != expected.size() || !expected.containsAll(received)) {
            throw new IllegalStateException("cannot publish training " + training.id() + "; expected: results of "
                    + expected + "; received: results of " + received);
        }
        return results;
    }

    /** @return what is published: this result, or another attempt's that was first */
    private TrialResult publish(TrialResult result, Attempts.Attempt attempt) throws IOException {
        TrialResult winner = journal.publish(result) ? result : journal.confirm(result);
        attempts.published(attempt);
        return winner;
    }
}
