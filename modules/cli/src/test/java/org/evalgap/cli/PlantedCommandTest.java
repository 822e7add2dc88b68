package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.evalgap.output.journal.Journal;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialStatus;
import org.evalgap.study.binding.Records;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real trainings, of one step. */
class PlantedCommandTest extends CommandTest {

    private static final String PLANTS = """
            study {
              replicates = 2
              dataset { kind = synthetic, height = 4, width = 4, channels = 1, classes = 2, train-per-class = 4, test-per-class = 4 }
              evaluation { corners = factorial, every-epochs = 0, mistakes = false, bootstrap-resamples = 20, remedies.recalibration-samples = [] }
            }
            networks.one {
              network { kind = simplenet, dropout = 0 }
              training { epochs = 1, batch-size = 8 }
            }
            plants.twin.cause = healthy
            plants.never { cause = unconverged-statistics, trial.training.update-running-statistics = false }
            """;

    @BeforeEach
    void writePlants() throws IOException {
        Files.writeString(conf, PLANTS);
    }

    @Test
    void diagnosesEveryNetworkOfEveryPlant() throws IOException {
        assertThat(planted()).isZero();
        assertThat(names(output.resolve("records"))).hasSize(4);
        assertThat(Files.readString(output.resolve("diagnoses.json")))
                .contains("\"plant\":\"twin\"", "\"plant\":\"never\"", "\"replicate\":0", "\"replicate\":1");
    }

    /** A record that says otherwise than a training would shows that it is the record which was diagnosed. */
    @Test
    void doesNotTrainAgainWhatIsPublished() throws IOException {
        planted("--only", "twin");
        Journal journal = new Journal(OutputDirectory.at(output.toUri().toString(), new Configuration()));
        for (String id : journal.ids()) {
            TrialResult result = journal.read(id);
            journal.withdraw(List.of(id));
            journal.publish(TrialResult.of(Records.with(
                    result.trial(), Map.of("status", TrialStatus.DIVERGED, "reason", "loss is NaN in step 1"))));
        }
        planted("--only", "twin");
        assertThat(Files.readString(output.resolve("diagnoses.json"))).contains("\"named\":\"not-learned\"");
    }

    private int planted(String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("planted", conf.toString(), "--output", output.toString(), "--parallel", "1"));
        arguments.addAll(List.of(options));
        return run(arguments.toArray(String[]::new));
    }
}
