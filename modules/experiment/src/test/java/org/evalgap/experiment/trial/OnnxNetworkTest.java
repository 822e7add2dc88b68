package org.evalgap.experiment.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.assertj.core.groups.Tuple;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.experiment.training.InitialNetwork;
import org.evalgap.models.OnnxModel;
import org.evalgap.models.TestFiles;
import org.evalgap.models.network.ImportedModel;
import org.evalgap.nn.Network;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.study.plan.Plan;
import org.evalgap.study.plan.Training;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks of others, trained as those of a study. */
class OnnxNetworkTest {

    private static final String LAYERS = """
            { kind = layers, layers = [
              { kind = conv2d, channels = 4 }, batch-norm, %s relu, global-avg-pool, %s { kind = linear, features = 3 } ] }
            """;

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void write() throws IOException {
        model = TestFiles.onnx(folder.resolve("model.onnx"), TestFiles.classifier(2, 8, 3));
    }

    private static Study study(String network, String rest) {
        return StudyReader.parse("own", """
                study {
                  name = own, replicates = 1
                  dataset { kind = synthetic, height = 8, width = 8, channels = 2, classes = 3, train-per-class = 11, test-per-class = 7 }
                  trial { network = %s, training { epochs = 2, batch-size = 6, learning-rate = 0.1 } }
                  evaluation.corners = factorial
                  evaluation.remedies.retrain-epochs = 1
                  %s
                }
                """.formatted(network, rest));
    }

    private String onnx(String more) {
        return "{ kind = onnx, file = \"" + model + "\"" + more + " }";
    }

    private static List<Training> trainings(Study study, Dataset dataset) {
        return Plan.whole(study, dataset).trainings();
    }

    private static List<TrialResult> run(Study study) {
        Dataset dataset = DatasetReader.read(study.dataset(), ByteSource.local());
        TrialRunner runner = new TrialRunner(study.name(), dataset, study.evaluation(), () -> {});
        return trainings(study, dataset).stream()
                .flatMap(training -> runner.run(training).stream())
                .toList();
    }

    private static TrialResult only(Study study) {
        List<TrialResult> results = run(study);
        assertThat(results).hasSize(1);
        assertThat(results.get(0).trial().finished())
                .as(() -> results.get(0).trial().toString())
                .isTrue();
        return results.get(0);
    }

    private static List<Tuple> measured(TrialResult result) {
        return result.evaluations().stream()
                .map(row -> tuple(row.protocol(), row.accuracy(), row.loss()))
                .toList();
    }

    @Test
    void theSameLayersInAFileTrainToTheSameBits() {
        TrialResult own = only(study(LAYERS.formatted("", ""), ""));
        TrialResult imported = only(study(onnx(""), ""));
        assertThat(measured(imported)).isNotEmpty().containsExactlyElementsOf(measured(own));
        assertThat(imported.trial().trialId()).isNotEqualTo(own.trial().trialId());
    }

    @Test
    void replacedPartsTrainAsOwnOnes() {
        String groups = LAYERS.replace("batch-norm", "{ kind = group-norm, groups = 2 }")
                .formatted("", "{ kind = dropout, probability = 0.25 },");
        TrialResult own = only(study(groups, ""));
        TrialResult imported = only(study(onnx(", normalization = group, groups = 2, dropout = 0.25"), ""));
        assertThat(measured(imported)).isNotEmpty().containsExactlyElementsOf(measured(own));
    }

    @Test
    void aSweepAsksOfItWhatItAsksOfOwnNetworks() {
        Study study = study(onnx(""), """
                grid {
                  training.batch-size = [4, 8], network.normalization = [batch, group, none]
                  network.batch-norm-momentum = [0.1, 0.9], network.dropout = [0, 0.3]
                }
                """);
        List<TrialResult> results = run(study);
        assertThat(results)
                .hasSize(2 * (2 + 1 + 1) * 2)
                .allMatch(result -> result.trial().finished());
        assertThat(results)
                .filteredOn(result -> result.trial().settings().contains("\"normalization\":\"batch\""))
                .hasSize(8)
                .allMatch(result -> result.layers().size() == 1
                        && !result.statisticsCauses().isEmpty());
    }

    @Test
    void itStartsFromItsFile() throws IOException {
        ImportedModel file = ImportedModel.of(OnnxModel.open(model), Optional.empty());
        Study study = study(onnx(", weights = file"), "");
        Dataset dataset = DatasetReader.read(study.dataset(), ByteSource.local());
        Training training = trainings(study, dataset).get(0);
        try (Network network =
                InitialNetwork.create(training.network(), training.spec(dataset.facts()), new SplittableRandom(1))) {
            assertThat(network.stateDictionary().names())
                    .containsExactlyInAnyOrderElementsOf(file.values().keySet())
                    .allSatisfy(name -> assertThat(network.stateDictionary().get(name))
                            .isEqualTo(file.values().get(name)));
        }
        Training initial = trainings(study(onnx(""), ""), dataset).get(0);
        try (Network drawn = InitialNetwork.create(
                        initial.network(), initial.spec(dataset.facts()), new SplittableRandom(1));
                Network plain = Network.create(file.spec(), Precision.FLOAT, new SplittableRandom(1))) {
            assertThat(drawn.fingerprint()).isEqualTo(plain.fingerprint());
        }
    }

    @Test
    void fineTuningIsWithLiveFrozenOrEvalModeNorms() {
        String tuned = "trial.training.pretrained { epochs = 0, batch-norm = %s }";
        String file = onnx(", weights = file");
        TrialResult live = only(study(file, tuned.formatted("live")));
        TrialResult frozen = only(study(file, tuned.formatted("frozen")));
        TrialResult eval = only(study(file, tuned.formatted("eval")));
        assertThat(measured(live)).containsExactlyElementsOf(measured(only(study(file, ""))));
        assertThat(measured(frozen)).isNotEqualTo(measured(live)).isNotEqualTo(measured(eval));
        assertThat(measured(live)).isNotEqualTo(measured(eval)).isNotEqualTo(measured(only(study(onnx(""), ""))));
    }
}
