package org.evalgap.checkup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.evalgap.data.preprocessing.PreprocessingPair;
import org.evalgap.data.random.Seed;
import org.evalgap.data.source.ImageSource;
import org.evalgap.data.source.ImageSubset;
import org.evalgap.models.Checkpoint;
import org.evalgap.models.OnnxModel;
import org.evalgap.models.StateDict;
import org.evalgap.models.network.ImportedModel;
import org.evalgap.models.tensor.TensorData;
import org.evalgap.results.diagnosis.LeadingCause;
import org.evalgap.results.protocol.Factor;
import org.evalgap.results.rows.AttributionRow;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.study.reading.PreprocessingReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that PyTorch trained, each with a planted cause: see the README beside them. Nothing but figures decides. */
class CheckupCasesTest {

    private static final String NORMALIZE =
            "{ kind = normalize, mean = [0.29, 0.23, 0.33], standard-deviation = [0.35, 0.28, 0.12] }";

    private static final PreprocessingPair AS_TRAINED = preprocessing("eval = [to-tensor, " + NORMALIZE + "]");

    @TempDir
    private Path scratch;

    private static PreprocessingPair preprocessing(String lists) {
        return PreprocessingReader.parse("test", "preprocessing { " + lists + " }");
    }

    private static Path file(String name) {
        try {
            return Path.of(CheckupCasesTest.class.getResource("cases/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Case(
            String graph,
            Path weights,
            Optional<String> part,
            ImageSource training,
            PreprocessingPair preprocessing,
            int batchSize,
            Optional<DeployedUse> use) {

        static Case of(String weights) {
            return new Case(
                    "healthy.onnx",
                    file(weights),
                    Optional.empty(),
                    ColouredImages.train(),
                    AS_TRAINED,
                    32,
                    Optional.empty());
        }

        Case prepared(String lists) {
            return new Case(graph, weights, part, training, CheckupCasesTest.preprocessing(lists), batchSize, use);
        }

        CheckupReport checkup() {
            return checkup(ColouredImages.test());
        }

        CheckupReport checkup(ImageSource images) {
            return Checkup.run(request(images), done -> {});
        }

        CheckupRequest request(ImageSource images) {
            Checkpoint checkpoint = Checkpoint.open(weights);
            ImportedModel model = ImportedModel.of(OnnxModel.open(file(graph)), checkpoint, part, Optional.empty());
            return new CheckupRequest(
                    file(graph),
                    model,
                    checkpoint,
                    images,
                    Optional.of(training),
                    preprocessing,
                    batchSize,
                    Optional.empty(),
                    use);
        }
    }

    @Test
    void healthyModelHasNoCauseAndNothingToRepair() {
        CheckupRequest request = Case.of("healthy.pt").request(ColouredImages.test());
        AtomicLong passed = new AtomicLong();
        CheckupReport report = Checkup.run(request, passed::addAndGet);

        assertThat(report.cause()).as(report.text()).isEqualTo(LeadingCause.HEALTHY);
        assertThat(report.isRepairable()).isFalse();
        assertThatThrownBy(() -> report.writeRepaired(scratch.resolve("x.pt")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no statistics that would repair healthy");
        assertThat(passed.get()).as("what progress is told of").isCloseTo(Checkup.work(request), withinPercentage(5));
    }

    @Test
    void repairedCopyDiffersInStatisticsAloneAndIsHealthy() {
        CheckupReport report = Case.of("stale.pt").checkup();
        Path repaired = scratch.resolve("repaired.pt");
        report.writeRepaired(repaired);

        assertThat(report.cause()).as(report.text()).isEqualTo(LeadingCause.STALE_STATISTICS);
        Map<String, TensorData> before = tensors(file("stale.pt"));
        Map<String, TensorData> after = tensors(repaired);
        assertThat(after.keySet()).isEqualTo(before.keySet());
        before.forEach((name, tensor) -> assertThat(
                        Arrays.equals(tensor.toFloats(), after.get(name).toFloats()))
                .as(name)
                .isEqualTo(!name.contains("running_")));
        Case healthy = Case.of("stale.pt");
        CheckupReport again = new Case(
                        healthy.graph, repaired, healthy.part, healthy.training, healthy.preprocessing, 32, healthy.use)
                .checkup();
        assertThat(again.isRepairable()).as(again.text()).isFalse();
    }

    @Test
    void shortMemoryIsToldFromStaleness() {
        Case stale = Case.of("noisy.pt");
        CheckupReport report =
                new Case("noisy.onnx", stale.weights, stale.part, stale.training, AS_TRAINED, 4, stale.use).checkup();

        assertThat(report.cause()).as(report.text()).isEqualTo(LeadingCause.NOISY_STATISTICS);
    }

    /** What 30 images do not tell, twice as many as are said to tell do. */
    @Test
    void aGainOnFewImagesIsNotSureAndSaysHowManyWouldTell() {
        Case one = Case.of("noisy.pt");
        CheckupReport few = one.checkup(ImageSubset.draw(ColouredImages.test(), 30, new Seed(1)));

        assertThat(few.cause()).as(few.text()).isEqualTo(LeadingCause.INCONCLUSIVE);
        String text = few.text().replaceAll("\\s+", " ");
        Matcher enough = Pattern.compile("which is not sure on 30 images .*; about (\\d+) would tell")
                .matcher(text);
        assertThat(enough.find()).as(text).isTrue();
        int images = Integer.parseInt(enough.group(1));
        assertThat(images).isGreaterThan(30);
        CheckupReport more = one.checkup(ImageSubset.draw(ColouredImages.test(), 2 * images, new Seed(1)));
        assertThat(more.cause()).as(more.text()).isNotIn(LeadingCause.INCONCLUSIVE, LeadingCause.HEALTHY);
        assertThat(more.isRepairable()).isTrue();
    }

    @Test
    void compositionIsInferredFromTheStatistics() {
        Case one = Case.of("alternating.pt");
        CheckupReport report = new Case(
                        one.graph, one.weights, one.part, ColouredImages.trainOfTwoDomains(), AS_TRAINED, 32, one.use)
                .checkup();

        assertThat(report.cause()).as(report.text()).isEqualTo(LeadingCause.BATCH_COMPOSITION);
        assertThat(report.text()).contains("by-folder");
    }

    @Test
    void averagedWeightsAreKnownByTheModelBesideThem() {
        Case one = Case.of("ema.pt");
        CheckupReport report = new Case(
                        one.graph, one.weights, Optional.of("model_ema"), one.training, AS_TRAINED, 32, one.use)
                .checkup();

        assertThat(report.cause()).as(report.text()).isEqualTo(LeadingCause.STATISTICS_OF_OTHER_WEIGHTS);
    }

    @Test
    void statisticsThatWereNeverSavedAreSaid() {
        Path reset = scratch.resolve("unsaved.pt");
        Checkpoint healthy = Checkpoint.open(file("healthy.pt"));
        StateDict state = healthy.stateDicts().get(0);
        Map<String, double[]> start = new LinkedHashMap<>();
        state.tensors().forEach((name, tensor) -> {
            if (name.contains("running_")) {
                double[] values = new double[tensor.length()];
                Arrays.fill(values, name.endsWith("var") ? 1 : 0);
                start.put(name, values);
            }
        });
        healthy.writeCopy(reset, state, start);
        Case one = Case.of("healthy.pt");
        CheckupReport report = new Case(one.graph, reset, one.part, one.training, AS_TRAINED, 32, one.use).checkup();

        assertThat(report.cause()).as(report.text()).isEqualTo(LeadingCause.UNCONVERGED_STATISTICS);
        assertThat(report.text()).contains("7 are 0 and 1 as at the start");
    }

    @Test
    void statisticsOfOtherImagesAreToldFromThoseOfOtherWeights() {
        CheckupReport report = Case.of("frozen.pt").checkup();

        assertThat(report.cause()).as(report.text()).isEqualTo(LeadingCause.FOREIGN_BATCHES);
    }

    @Test
    void swappedChannelsAreAMistakeOfPreprocessing() throws IOException {
        CheckupReport report = Case.of("healthy.pt")
                .prepared("eval = [bgr, to-tensor, " + NORMALIZE + "]")
                .checkup();

        assertThat(report.cause()).as(report.text()).isEqualTo(LeadingCause.PREPROCESSING_MISMATCH);
        assertThat(report.text())
                .contains("with bgr the same weights reach")
                .contains("Prepare images in use with preprocessing.eval = [to-tensor, " + NORMALIZE + "]");
        List<AttributionRow> shares = report.rows().attribution();
        assertThat(shares)
                .extracting(AttributionRow::factor)
                .containsExactly(Factor.STATISTICS, Factor.DROPOUT, Factor.SPLIT, Factor.PREPROCESSING);
        AttributionRow mistake = shares.get(3);
        assertThat(mistake.share().lower()).isPositive();
        assertThat(shares.stream().mapToDouble(row -> row.share().mean()).sum())
                .isCloseTo(mistake.totalGap(), within(1e-12));
        assertThat(report.rows().comparisons())
                .filteredOn(row -> row.comparison().equals("preprocessing"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.firstProtocol()).isEqualTo("preprocessing bgr");
                    assertThat(row.difference().mean()).isCloseTo(mistake.lastIn(), within(1e-12));
                });
        assertThat(report.rows().evaluations())
                .extracting(EvaluationRow::protocol)
                .doesNotHaveDuplicates();
        assertThat(report.isRepairable()).isFalse();
    }

    @Test
    void missingNormalizationIsAMistakeOfPreprocessing() {
        CheckupReport report = Case.of("healthy.pt")
                .prepared("train = [to-tensor, " + NORMALIZE + "], eval = [to-tensor]")
                .checkup();

        assertThat(report.cause()).as(report.text()).isEqualTo(LeadingCause.PREPROCESSING_MISMATCH);
        assertThat(report.json()).contains("\"leading_cause\":\"preprocessing-mismatch\"");
    }

    private static CheckupReport inUse(DeployedUse use) {
        Case one = Case.of("healthy.pt");
        return new Case(one.graph, one.weights, one.part, one.training, AS_TRAINED, 32, Optional.of(use)).checkup();
    }

    private static DeployedUse predictions(String file) throws IOException {
        Map<String, Integer> answers = new LinkedHashMap<>();
        Files.readAllLines(file(file)).stream().skip(1).forEach(line -> {
            int comma = line.indexOf(',');
            answers.put(line.substring(0, comma), Integer.parseInt(line.substring(comma + 1)));
        });
        ImageSource images = ColouredImages.test();
        BitSet given = new BitSet();
        given.set(0, images.size());
        IntStream all = IntStream.range(0, images.size());
        return DeployedUse.ofPredictions(
                given,
                IntStream.range(0, images.size())
                        .map(i -> answers.get(images.nameOf(i)))
                        .toArray(),
                all.map(images::label).toArray());
    }

    /** Dropout in EVAL and in TRAIN mode scatter predictions so alike that 500 do not tell; that dropout is on is sure. */
    @Test
    void predictionsOfTwoWaysThatDropNameDropout() throws IOException {
        CheckupReport dropout = inUse(predictions("dropout.csv"));
        CheckupReport forgotten = inUse(predictions("forgotten.csv"));

        assertThat(dropout.cause()).as(dropout.text()).isEqualTo(LeadingCause.DROPOUT_LEFT_ON);
        assertThat(forgotten.cause()).as(forgotten.text()).isEqualTo(LeadingCause.DROPOUT_LEFT_ON);
        assertThat(forgotten.text())
                .contains("not surely nearer than ", "dropout on", "TRAIN mode", " (log-likelihood ")
                .contains(": dropout is on in each, and whether statistics are the batch's is not sure");
    }

    @Test
    void predictionsThatNoWayMakesAreSaid() {
        ImageSource images = ColouredImages.test();
        BitSet given = new BitSet();
        given.set(0, images.size());
        int[] zeros = new int[images.size()];
        int[] labels = IntStream.range(0, images.size()).map(images::label).toArray();
        CheckupReport report = inUse(DeployedUse.ofPredictions(given, zeros, labels));

        assertThat(report.cause()).as(report.text()).isEqualTo(LeadingCause.INCONCLUSIVE);
        assertThat(report.text()).contains("nothing that was measured does that");
    }

    @Test
    void accuracyNamesTheWayThatIsLikeliestByFar() {
        CheckupReport report = inUse(DeployedUse.ofAccuracy(0.594));

        assertThat(report.cause()).as(report.text()).isEqualTo(LeadingCause.DROPOUT_LEFT_ON);
        assertThat(report.text()).contains("; nearest comes dropout on (");
    }

    @Test
    void accuracyOfEvalModeIsNoMistakeOfUse() {
        assertThat(inUse(DeployedUse.ofAccuracy(0.72)).cause()).isEqualTo(LeadingCause.HEALTHY);
    }

    private static Map<String, TensorData> tensors(Path file) {
        return Checkpoint.open(file).stateDicts().get(0).tensors();
    }
}
