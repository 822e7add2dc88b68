package org.evalgap.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.evalgap.output.attempts.ProcessIdentity;
import org.evalgap.output.storage.Finding;
import org.evalgap.output.storage.NotAFileException;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.output.storage.Storage;
import org.evalgap.output.storage.UnusableOutputException;

/**
 * One driver per output directory. Claims are numbered files in {@code lock/}, created if absent; the highest number
 * holds the output, until a {@code .released} file of the same number says that it has ended. Taking over is claiming the
 * next number, which exactly one can, and a number never comes back because a claim is only deleted when a higher one
 * stands. No clock is asked: a claim does not expire.
 *
 * <p>On a store that cannot create a file only if there is none, two that claim at one moment may both believe that they
 * did: the later one's claim stands, and the earlier one finds that out when it next asks whether it still holds the
 * output.
 */
public final class OutputLock implements AutoCloseable {
    /**
     * A run that holds an output directory.
     *
     * @param description the run, its process, its machine and since when
     * @param life whether it lives: {@code running}, {@code ended} without giving the directory free, or {@code unknown},
     *     on another machine
     */
    public record Holder(String description, String life) {}

    private static final Pattern CLAIM = Pattern.compile("(\\d{8,18})\\.(?:json|released)");
    /** Each round is lost to a run that has just begun. */
    private static final int MOST_ROUNDS = 1000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final OutputDirectory output;
    private final long number;
    private final byte[] claim;

    private OutputLock(OutputDirectory output, long number, byte[] claim) {
        this.output = output;
        this.number = number;
        this.claim = claim;
    }

    /**
     * Claims the output for this process.
     *
     * @param takeOver whether to end another's claim without knowing that its process has ended
     * @throws OutputHeldException if another run holds the output
     */
    public static OutputLock acquire(OutputDirectory output, boolean takeOver) throws IOException, OutputHeldException {
        Storage storage = output.storage();
        storage.createDirectory(output.lock());
        byte[] claim = claimOfThisProcess();
        for (int round = 0; round < MOST_ROUNDS; round++) {
            OptionalLong highest = highest(output);
            if (highest.isPresent() && !takeOver) {
                requireFree(output, highest.getAsLong());
            }
            long next = highest.orElse(0) + 1;
            boolean claimed = put(output, highest, next, claim);
            OutputLock lock = new OutputLock(output, next, claim);
            if (claimed && lock.holds(highest(output))) {
                lock.clearAway();
                return lock;
            }
            if (claimed && lock.stands()) {
                // The number was free only because a higher claim had it cleared away meanwhile.
                storage.delete(claim(output, next));
            }
        }
        throw new OutputHeldException("cannot write to " + output.location()
                + "; expected: a claim; received: another run's, " + MOST_ROUNDS + " times in a row");
    }

    /**
     * Stops a driver whose output was taken over from writing on.
     *
     * @throws OutputHeldException if another run has claimed the output
     */
    public void requireHeld() throws IOException, OutputHeldException {
        OptionalLong highest = highest(output);
        if (!holds(highest)) {
            throw new OutputHeldException("cannot go on writing to " + output.location()
                    + "; expected: claim " + number + " of this run; received: claim "
                    + Math.max(number, highest.orElse(0)) + " of a run that took over");
        }
    }

    /** @param highest what a listing says, which on some stores shows a new file only after a while */
    private boolean holds(OptionalLong highest) throws IOException {
        return highest.orElse(0) <= number && stands();
    }

    /** Whether the claim of this number is this run's. */
    private boolean stands() throws IOException {
        try {
            return Arrays.equals(output.storage().read(claim(output, number)), claim);
        } catch (FileNotFoundException | NotAFileException e) {
            return false;
        }
    }

    /** Ends the claim, if it stands. */
    @Override
    public void close() throws IOException {
        if (!stands()) {
            return;
        }
        output.storage().putIfAbsent(released(output, number), new byte[0]);
    }

    private static void requireFree(OutputDirectory output, long number) throws IOException, OutputHeldException {
        Optional<JsonNode> claim = unreleased(output, number);
        if (claim.isEmpty()) {
            return;
        }
        ProcessIdentity.Life life = ProcessIdentity.ofJson(claim.get()).life();
        if (life != ProcessIdentity.Life.DEAD) {
            throw new OutputHeldException(
                    "cannot write to " + output.location() + "; expected: no other run; received: " + text(claim.get())
                            + (life == ProcessIdentity.Life.ALIVE
                                    ? ""
                                    : "; if that process has ended, run again with --takeover"));
        }
    }

    /** The run that holds the output, dead or alive; nothing if none does. */
    public static Optional<Holder> holder(OutputDirectory output) throws IOException {
        OptionalLong highest = highest(output);
        if (highest.isEmpty()) {
            return Optional.empty();
        }
        Optional<JsonNode> unreleased;
        try {
            unreleased = unreleased(output, highest.getAsLong());
        } catch (UnusableOutputException e) {
            return Optional.of(new Holder("a run whose claim cannot be read", "unknown"));
        }
        return unreleased.map(claim -> {
            String life = switch (ProcessIdentity.ofJson(claim).life()) {
                case ALIVE -> "running";
                case DEAD -> "ended";
                case UNKNOWN -> "unknown";
            };
            return new Holder(text(claim), life);
        });
    }

    /** What is among the claims and is none. */
    static List<Finding> look(OutputDirectory output) throws IOException {
        List<Finding> findings = new ArrayList<>();
        for (Storage.Entry entry : output.storage().entries(output.lock())) {
            if (!CLAIM.matcher(entry.name()).matches()) {
                findings.add(new Finding(
                        output.name(Storage.inside(output.lock(), entry.name())),
                        Finding.Kind.FOREIGN,
                        "expected: a claim's number and .json; received: another name; left alone"));
            }
        }
        OptionalLong highest = highest(output);
        if (highest.isPresent()) {
            try {
                unreleased(output, highest.getAsLong());
            } catch (UnusableOutputException e) {
                findings.add(new Finding(
                        output.name(claim(output, highest.getAsLong())),
                        Finding.Kind.UNUSABLE,
                        "expected: the claim of a run as JSON; received: something else; add --takeover if no other run"
                                + " writes here"));
            }
        }
        return findings;
    }

    private static Optional<JsonNode> unreleased(OutputDirectory output, long number) throws IOException {
        return output.storage().exists(released(output, number)) ? Optional.empty() : readClaim(output, number);
    }

    private static String text(JsonNode claim) {
        ProcessIdentity holder = ProcessIdentity.ofJson(claim);
        return "run " + claim.path("run").asText() + ", process " + holder.pid() + " on " + holder.host() + ", since "
                + claim.path("since").asText();
    }

    /** The claim, or nothing if it was cleared away meanwhile and so is not the highest any more. */
    private static Optional<JsonNode> readClaim(OutputDirectory output, long number) throws IOException {
        try {
            return Optional.of(JSON.readTree(output.storage().read(claim(output, number))));
        } catch (JsonProcessingException | NotAFileException e) {
            throw new UnusableOutputException(
                    "cannot read " + claim(output, number)
                            + "; expected: the claim of a run as JSON; received: something else; run again with"
                            + " --takeover if no other run writes here",
                    e);
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    private static OptionalLong highest(OutputDirectory output) throws IOException {
        return output.storage().entries(output.lock()).stream()
                .filter(entry -> entry.name().endsWith(".json"))
                .map(entry -> CLAIM.matcher(entry.name()))
                .filter(Matcher::matches)
                .mapToLong(matcher -> Long.parseLong(matcher.group(1)))
                .max();
    }

    private static boolean put(OutputDirectory output, OptionalLong highest, long next, byte[] claim)
            throws IOException {
        try {
            return output.storage().putIfAbsent(claim(output, next), claim);
        } catch (IOException e) {
            if (highest(output).equals(highest)) {
                throw e;
            }
            // Another run holds the output now and cleared the unfinished claim away.
            return false;
        }
    }

    /** Deletes older claims and what dead claimants left. */
    private void clearAway() throws IOException {
        output.storage().deleteTemporaryFiles(output.lock());
        for (String name : output.storage().list(output.lock())) {
            Matcher matcher = CLAIM.matcher(name);
            if (matcher.matches() && Long.parseLong(matcher.group(1)) < number) {
                output.storage().delete(Storage.inside(output.lock(), name));
            }
        }
    }

    private static byte[] claimOfThisProcess() {
        ObjectNode claim = JSON.createObjectNode();
        claim.put("run", UUID.randomUUID().toString());
        ProcessIdentity.ofThisProcess().writeTo(claim);
        claim.put("since", Instant.now().toString());
        return (claim + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static Path claim(OutputDirectory output, long number) {
        return new Path(output.lock(), String.format("%08d.json", number));
    }

    private static Path released(OutputDirectory output, long number) {
        return new Path(output.lock(), String.format("%08d.released", number));
    }
}
