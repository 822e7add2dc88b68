package org.evalgap.output.attempts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.evalgap.output.storage.Finding;
import org.evalgap.output.storage.NotAFileException;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.output.storage.Storage;

/**
 * What was begun: before a process trains a trial, it leaves a file that says so, and takes it away once the trial is
 * published. If the process ends in between without a word, the file stays, and whoever tries the trial next knows that
 * it may be what ended the process. Attempts at a trial are numbered from 1 without gaps while the trial is unpublished;
 * a number is taken by creating its file if there is none.
 */
public final class Attempts {

    private static final Pattern NAME = Pattern.compile("([0-9a-f]{32})\\.(\\d+)\\.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final OutputDirectory output;
    private final Storage storage;

    public Attempts(OutputDirectory output) {
        this.output = output;
        this.storage = output.storage();
    }

    /**
     * An attempt at a trial.
     *
     * @param number from 1
     * @param process that made it
     * @param executor Spark's name of the process
     * @param alone whether nothing else could have ended the process that trained
     * @param ended whether it ended in good order, without a result
     * @param crashReport where the Java platform writes if the process crashes
     */
    public record Attempt(
            String trialId,
            int number,
            ProcessIdentity process,
            String executor,
            boolean alone,
            boolean ended,
            String crashReport) {

        /** Whether its process is gone without a word, as far as can be known. */
        public boolean lost() {
            return !ended && process.life() != ProcessIdentity.Life.ALIVE;
        }

        private byte[] toJson() {
            ObjectNode json = JSON.createObjectNode();
            json.put("trial", trialId);
            json.put("attempt", number);
            json.put("executor", executor);
            process.writeTo(json);
            json.put("alone", alone);
            json.put("ended", ended);
            json.put("crashReport", crashReport);
            json.put("written", Instant.now().toString());
            return (json + "\n").getBytes(StandardCharsets.UTF_8);
        }

        private static Attempt ofJson(String trialId, int number, JsonNode json) {
            return new Attempt(
                    trialId,
                    number,
                    ProcessIdentity.ofJson(json),
                    json.path("executor").asText(),
                    json.path("alone").asBoolean(),
                    json.path("ended").asBoolean(),
                    json.path("crashReport").asText());
        }
    }

    /** The attempts at a trial that have not published it, in their order. */
    public List<Attempt> of(String trialId) throws IOException {
        List<Attempt> attempts = new ArrayList<>();
        while (true) {
            int number = attempts.size() + 1;
            try {
                attempts.add(Attempt.ofJson(trialId, number, read(output.attempt(trialId, number))));
            } catch (FileNotFoundException e) {
                return attempts;
            } catch (DamagedException e) {
                // Whoever began it is unknown, and so may be lost.
                attempts.add(Attempt.ofJson(trialId, number, JSON.createObjectNode()));
            }
        }
    }

    /** Nobody can tell from the file who made the attempt. */
    private static final class DamagedException extends Exception {
        private static final long serialVersionUID = 1L;

        DamagedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private JsonNode read(Path file) throws IOException, DamagedException {
        try {
            JsonNode json = JSON.readTree(storage.read(file));
            if (json.path("pid").isIntegralNumber() && json.path("ended").isBoolean()) {
                return json;
            }
            throw new DamagedException("expected: an attempt as JSON; received: other JSON", null);
        } catch (JsonProcessingException e) {
            throw new DamagedException("expected: an attempt as JSON; received: something else", e);
        } catch (NotAFileException e) {
            throw new DamagedException(e.getMessage(), e);
        }
    }

    /** What is among the attempts and is none, or is one of a trial that is published. */
    public List<Finding> look(Set<String> published) throws IOException {
        List<Finding> findings = new ArrayList<>();
        for (Storage.Entry entry : storage.entries(output.attempts())) {
            Path file = Storage.inside(output.attempts(), entry.name());
            Matcher matcher = NAME.matcher(entry.name());
            if (!matcher.matches()) {
                findings.add(new Finding(
                        output.name(file),
                        Finding.Kind.FOREIGN,
                        "expected: a trial's id, a number and .json; received: another name; left alone"));
                continue;
            }
            try {
                read(file);
                if (published.contains(matcher.group(1))) {
                    findings.add(new Finding(
                            output.name(file),
                            Finding.Kind.LEFTOVER,
                            "expected: an attempt at an unpublished trial; received: one at a published trial"));
                }
            } catch (DamagedException e) {
                findings.add(new Finding(output.name(file), Finding.Kind.DAMAGED, e.getMessage()));
            }
        }
        return findings;
    }

    /**
     * Says that this process begins to train a trial.
     *
     * @param before the attempts at it so far
     */
    public Attempt begin(String trialId, List<Attempt> before, String executor, boolean alone) throws IOException {
        for (int number = before.size() + 1; ; number++) {
            Attempt attempt = new Attempt(
                    trialId,
                    number,
                    ProcessIdentity.ofThisProcess(),
                    executor,
                    alone,
                    false,
                    CrashReport.ofThisProcess().toString());
            Path file = output.attempt(trialId, number);
            if (OpenAttempts.begin(this, attempt, () -> storage.putIfAbsent(file, attempt.toJson()))) {
                return attempt;
            }
        }
    }

    /** Says that an attempt has ended without a result, and not because of its trial. */
    public void end(Attempt attempt) throws IOException {
        if (OpenAttempts.remove(attempt)) {
            if (storage.exists(output.record(attempt.trialId()))) {
                // Another attempt has published the trial, and took all attempts away.
                storage.delete(output.attempt(attempt.trialId(), attempt.number()));
                return;
            }
            Attempt ended = new Attempt(
                    attempt.trialId(),
                    attempt.number(),
                    attempt.process(),
                    attempt.executor(),
                    attempt.alone(),
                    true,
                    attempt.crashReport());
            storage.overwrite(output.attempt(attempt.trialId(), attempt.number()), ended.toJson());
        }
    }

    /** Takes an attempt away whose trial is published, and those before it. */
    public void published(Attempt attempt) throws IOException {
        OpenAttempts.remove(attempt);
        for (int number = attempt.number(); number >= 1; number--) {
            storage.delete(output.attempt(attempt.trialId(), number));
        }
    }

    /** Takes all attempts at some trials away. Only the output's one driver may. */
    public void forget(Collection<String> trialIds) throws IOException {
        if (trialIds.isEmpty()) {
            return;
        }
        Set<String> forgotten = Set.copyOf(trialIds);
        for (String name : storage.list(output.attempts())) {
            Matcher matcher = NAME.matcher(name);
            if (matcher.matches() && forgotten.contains(matcher.group(1))) {
                storage.delete(new Path(output.attempts(), name));
            }
        }
    }

    /** Removes what dead writers left. Only the output's one driver may. */
    public void open() throws IOException {
        storage.createDirectory(output.attempts());
        storage.deleteTemporaryFiles(output.attempts());
    }
}
