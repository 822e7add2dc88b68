package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.evalgap.cli.console.ExitCode;
import org.junit.jupiter.api.Test;

class VerifyCommandTest extends CommandTest {

    private static final String[] EIGHT_TRIALS = {"--set", "replicates=4"};

    @Test
    void everyDamageIsFoundAndMended() throws IOException {
        assertThat(sweep(EIGHT_TRIALS)).isEqualTo(ExitCode.DONE);
        String summary = out.toString();
        assertThat(run("verify", output.toString())).as(() -> out.toString()).isEqualTo(ExitCode.DONE);
        assertThat(err).hasToString(lines("Nothing is damaged."));

        List<String> records = names(output.resolve("records"));
        List<String> undisturbed = contents(records);
        List<String> damaged = new ArrayList<>();
        flip(damaged, "records/" + records.get(0));
        cut(damaged, "records/" + records.get(1));
        Files.write(mark(damaged, "records/" + records.get(2)), new byte[0]);
        replaceByDirectory(damaged, "records/" + records.get(3));
        Files.delete(mark(damaged, "records/" + records.get(4)));
        Files.createSymbolicLink(output.resolve("records/" + records.get(4)), directory.resolve("none"));
        Files.copy(
                output.resolve("records/" + records.get(6)),
                mark(damaged, "records/" + records.get(5)),
                StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(mark(damaged, "records/.tmp-of-a-dead-writer"), "{");
        flip(damaged, "trials/trials.parquet");
        cut(damaged, "epochs/epochs.parquet");
        swap(damaged, "claims/claims.parquet", "degradation/degradation.parquet");
        Files.delete(mark(damaged, "evaluations/evaluations.parquet"));
        replaceByDirectory(damaged, "layers/layers.parquet");
        replaceByDirectory(damaged, "study.conf");
        replaceByDirectory(damaged, "status.json");
        replaceByDirectory(damaged, "report/index.html");
        Files.writeString(mark(damaged, "attempts/" + "a".repeat(32) + ".1.json"), "{");
        Files.writeString(mark(damaged, "attempts/" + records.get(7).replace(".json", ".1.json")), "{");
        Files.createDirectories(mark(damaged, ".staging/trials.part").getParent());
        Files.writeString(mark(damaged, "tables.json"), "{\"tables\":");
        replaceByDirectory(damaged, "attempts/" + "b".repeat(32) + ".2.json");
        Files.writeString(output.resolve("records/mine.txt"), "mine");
        damaged.replaceAll(file -> file.equals(".staging/trials.part") ? ".staging" : file);
        assertThat(damaged).hasSizeGreaterThan(20);

        assertThat(run("verify", output.toString())).isEqualTo(ExitCode.DAMAGED);
        assertThat(out.toString()
                        .lines()
                        .skip(1)
                        .filter(line -> !line.contains("foreign"))
                        .map(line -> line.split(" ", 2)[0]))
                .containsExactlyInAnyOrderElementsOf(damaged);
        assertThat(out.toString()).contains("records/mine.txt");
        assertThat(err).hasToString(lines("jobs/evalgap verify " + output + " --repair mends what the records allow."));
        assertThat(output.resolve("trials/trials.parquet")).exists();

        assertThat(run("verify", output.toString(), "--repair")).isEqualTo(ExitCode.DAMAGED);
        assertThat(err.toString())
                .endsWith(lines("Mended, but for 6 trials whose records were damaged: run the same sweep again."));
        assertThat(sweep(EIGHT_TRIALS)).as(() -> err.toString()).isEqualTo(ExitCode.DONE);
        assertThat(RUN).hasSize(6);
        assertThat(out).hasToString(summary);
        assertThat(contents(records)).isEqualTo(undisturbed);
        assertThat(output.resolve("records/mine.txt")).hasContent("mine");
        assertThat(run("verify", output.toString())).as(() -> out.toString()).isEqualTo(ExitCode.DONE);
    }

    /** Without the digests of the manifest, only the records can tell. */
    @Test
    void tablesAreComparedWithRecordsRowByRow() throws IOException {
        sweep();
        List<String> damaged = new ArrayList<>();
        swap(damaged, "claims/claims.parquet", "degradation/degradation.parquet");
        Path other = directory.resolve("other");
        assertThat(run("sweep", conf.toString(), "--output", other.toString(), "--set", "seed=7"))
                .isEqualTo(ExitCode.DONE);
        Files.copy(
                other.resolve("trials/trials.parquet"),
                mark(damaged, "trials/trials.parquet"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(output.resolve("tables.json"), "{}");
        damaged.add("tables.json");
        assertThat(run("verify", output.toString())).isEqualTo(ExitCode.DAMAGED);
        assertThat(out.toString().lines().skip(1).map(line -> line.split(" ", 2)[0]))
                .containsExactlyInAnyOrderElementsOf(damaged);
        assertThat(out.toString()).contains("expected: the rows that the records make; received: another row 1");
        assertThat(run("verify", output.toString(), "--repair"))
                .as(() -> err.toString())
                .isEqualTo(ExitCode.DONE);
        assertThat(err.toString()).endsWith(lines("Mended."));
        assertThat(RUN).isEmpty();
    }

    private Path mark(List<String> damaged, String file) {
        damaged.add(file);
        return output.resolve(file);
    }

    private void flip(List<String> damaged, String file) throws IOException {
        byte[] content = Files.readAllBytes(mark(damaged, file));
        content[content.length / 2] ^= 1;
        Files.write(output.resolve(file), content);
    }

    private void cut(List<String> damaged, String file) throws IOException {
        byte[] content = Files.readAllBytes(mark(damaged, file));
        Files.write(output.resolve(file), Arrays.copyOf(content, content.length / 2));
    }

    private void swap(List<String> damaged, String one, String other) throws IOException {
        byte[] content = Files.readAllBytes(mark(damaged, one));
        Files.write(output.resolve(one), Files.readAllBytes(mark(damaged, other)));
        Files.write(output.resolve(other), content);
    }

    private List<String> contents(List<String> records) throws IOException {
        List<String> contents = new ArrayList<>();
        for (String record : records) {
            contents.add(Files.readString(output.resolve("records").resolve(record)));
        }
        return contents;
    }

    private void replaceByDirectory(List<String> damaged, String file) throws IOException {
        Files.deleteIfExists(mark(damaged, file));
        Files.createDirectories(output.resolve(file).resolve("deep"));
    }
}
