package org.evalgap.study.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evalgap.data.preprocessing.Bgr;
import org.evalgap.data.preprocessing.CenterCrop;
import org.evalgap.data.preprocessing.Grayscale;
import org.evalgap.data.preprocessing.Normalize;
import org.evalgap.data.preprocessing.PilToTensor;
import org.evalgap.data.preprocessing.Preprocessing;
import org.evalgap.data.preprocessing.PreprocessingPair;
import org.evalgap.data.preprocessing.RandomCrop;
import org.evalgap.data.preprocessing.RandomHorizontalFlip;
import org.evalgap.data.preprocessing.RandomResizedCrop;
import org.evalgap.data.preprocessing.Range;
import org.evalgap.data.preprocessing.Resize;
import org.evalgap.data.preprocessing.Size;
import org.evalgap.data.preprocessing.ToTensor;
import org.evalgap.data.resampling.ResizeFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PreprocessingReaderTest {

    @Test
    void defaultsAreTorchvisions() {
        PreprocessingPair pair = PreprocessingReader.parse("test", """
                preprocessing {
                  train = [
                    { kind = random-resized-crop, size = 224 }, random-horizontal-flip, to-tensor,
                    { kind = normalize, mean = [0.485, 0.456, 0.406], standard-deviation = [0.229, 0.224, 0.225] }
                  ]
                  eval = [
                    { kind = resize, size = 256 }, { kind = center-crop, size = 224 }, to-tensor,
                    { kind = normalize, mean = [0.485, 0.456, 0.406], standard-deviation = [0.229, 0.224, 0.225] }
                  ]
                }
                """);

        assertThat(pair.eval()).isEqualTo(Preprocessing.imageNet(Size.square(224)));
        assertThat(pair.train())
                .contains(new Preprocessing(List.of(
                        new RandomResizedCrop(
                                Size.square(224),
                                new Range(0.08, 1),
                                new Range(3.0 / 4, 4.0 / 3),
                                ResizeFilter.BILINEAR,
                                true),
                        new RandomHorizontalFlip(0.5),
                        new ToTensor(),
                        Normalize.IMAGENET)));
    }

    @Test
    void everyKeyCanBeSetAndTrainLeftOut() {
        PreprocessingPair pair = PreprocessingReader.parse("test", """
                preprocessing.eval = [
                  { kind = resize, size = [40, 50], filter = bicubic, antialias = false }
                  { kind = center-crop, size = [30, 36] }
                  { kind = random-crop, size = 28, padding = 2 }
                  { kind = random-resized-crop, size = 20, scale = [0.5, 1], ratio = [1, 1], filter = lanczos, antialias = true }
                  { kind = random-horizontal-flip, p = 1 }
                  bgr
                  { kind = grayscale, output-channels = 3 }
                  pil-to-tensor
                  { kind = normalize, mean = [127.5], standard-deviation = [127.5] }
                ]
                """);

        assertThat(pair.train()).isEmpty();
        assertThat(pair.eval().transforms())
                .containsExactly(
                        new Resize(List.of(40, 50), ResizeFilter.BICUBIC, false),
                        new CenterCrop(new Size(30, 36)),
                        new RandomCrop(Size.square(28), 2),
                        new RandomResizedCrop(
                                Size.square(20), new Range(0.5, 1), new Range(1, 1), ResizeFilter.LANCZOS, true),
                        new RandomHorizontalFlip(1),
                        new Bgr(),
                        new Grayscale(3),
                        new PilToTensor(),
                        new Normalize(List.of(127.5), List.of(127.5)));
    }

    private record Bad(String text, List<String> problems) {}

    private static Bad bad(String text, String... problems) {
        return new Bad(text, List.of(problems));
    }

    static Stream<Bad> badFiles() {
        return Stream.of(
                bad("", "preprocessing: expected an object with eval, and with train if it is known, received nothing"),
                bad(
                        "preprocesing { eval = [to-tensor] }",
                        "preprocesing: expected the key preprocessing and no other at the top, received preprocesing; did you mean preprocessing?",
                        "preprocessing: expected an object with eval, and with train if it is known, received nothing"),
                bad("preprocessing {}", "preprocessing.eval: expected a list of transforms, received nothing"),
                bad(
                        "preprocessing { eval = [to-tensor], test = [] }",
                        "preprocessing.test: expected a key of preprocessing (train or eval), received test"),
                bad(
                        "preprocessing.eval = []",
                        "preprocessing.eval: expected to-tensor or pil-to-tensor among the transforms, received an empty list"),
                bad(
                        "preprocessing.eval = [{ kind = resize, size = 8 }, bgr]",
                        "preprocessing.eval: expected to-tensor or pil-to-tensor among the transforms, received resize, bgr"),
                bad(
                        "preprocessing.eval = [to-tensr]",
                        "preprocessing.eval[0]: expected resize, center-crop, random-crop, random-resized-crop, random-horizontal-flip, grayscale, bgr, to-tensor, pil-to-tensor or normalize, received \"to-tensr\"; did you mean to-tensor?"),
                bad(
                        "preprocessing.eval = [to-tensor, pil-to-tensor]",
                        "preprocessing.eval[1]: expected only one to-tensor or pil-to-tensor, received pil-to-tensor"),
                bad(
                        "preprocessing.eval = [to-tensor, bgr]",
                        "preprocessing.eval[1]: expected transforms of pixels, then to-tensor or pil-to-tensor, then normalize, received bgr after the conversion"),
                bad(
                        "preprocessing.eval = [{ kind = normalize, mean = [0], standard-deviation = [1] }, to-tensor]",
                        "preprocessing.eval[0]: expected transforms of pixels, then to-tensor or pil-to-tensor, then normalize, received normalize before the conversion"),
                bad(
                        "preprocessing.eval = [to-tensor, { kind = normalize, mean = [0, 0], standard-deviation = [1, 1] }]",
                        "preprocessing.eval[1].mean: expected 1 number, or one for each of 3 channels, received 2 numbers"),
                bad(
                        "preprocessing.eval = [grayscale, to-tensor, { kind = normalize, mean = [0, 0, 0], standard-deviation = [1, 1, 1] }]",
                        "preprocessing.eval[2].mean: expected 1 number, or one for each of 1 channels, received 3 numbers"),
                bad(
                        "preprocessing.eval = [to-tensor, { kind = normalize, mean = [0.5], standard-deviation = [0] }]",
                        "preprocessing.eval[1].standard-deviation[0]: expected a number above 0, received 0"),
                bad(
                        "preprocessing.eval = [to-tensor, { kind = normalize, mean = [0.5, 0.5, 0.5], std = [0.5, 0.5, 0.5] }]",
                        "preprocessing.eval[1].std: expected a key of preprocessing transform of kind normalize (kind, mean or standard-deviation), received std",
                        "preprocessing.eval[1].standard-deviation: expected a list of numbers above 0, received nothing"),
                bad(
                        "preprocessing.eval = [{ kind = resize, size = 0 }, { kind = center-crop, size = [1, 2, 3] }, to-tensor]",
                        "preprocessing.eval[0].size: expected an integer of at least 1, received 0",
                        "preprocessing.eval[1].size: expected a number of pixels for height and width, or [height, width], received [1, 2, 3]"),
                bad(
                        "preprocessing.eval = [{ kind = resize, size = 8, filter = bicubc, antialias = maybe }, to-tensor]",
                        "preprocessing.eval[0].filter: expected nearest, box, bilinear, hamming, bicubic or lanczos, received \"bicubc\"; did you mean bicubic?",
                        "preprocessing.eval[0].antialias: expected true or false, received \"maybe\""),
                bad(
                        "preprocessing.eval = [{ kind = resize, size = 8, filter = lanczos, antialias = false }, to-tensor]",
                        "preprocessing.eval[0].antialias: expected true for any filter but nearest, bilinear and bicubic, received false"),
                bad(
                        "preprocessing { train = [{ kind = random-crop, size = 8, padding = -1 }], eval = [{ kind = random-horizontal-flip, p = 2 }] }",
                        "preprocessing.train[0].padding: expected an integer of at least 0, received -1",
                        "preprocessing.eval[0].p: expected a number from 0 to 1, received 2"),
                bad(
                        "preprocessing.eval = [{ kind = random-resized-crop, size = 8, scale = [1, 0.5] }, { kind = random-resized-crop, size = 8, ratio = 1 }, to-tensor]",
                        "preprocessing.eval[0].scale: expected [minimum, maximum], both above 0, received [1.0, 0.5]",
                        "preprocessing.eval[1].ratio: expected [minimum, maximum], both above 0, received 1"),
                bad(
                        "preprocessing.eval = [{ kind = grayscale, output-channels = 2 }, to-tensor]",
                        "preprocessing.eval[0].output-channels: expected 1 or 3, received 2"),
                bad(
                        "preprocessing.eval = [{ kind = center-crop, size = 10000 }, { kind = resize, size = [1, 100000000] }, to-tensor]",
                        "preprocessing.eval[0].size: expected at most 89478485 pixels, received 10000x10000",
                        "preprocessing.eval[1].size: expected at most 89478485 pixels, received 1x100000000"),
                bad(
                        "preprocessing.eval = [{ kind = center-crop }, to-tensor]",
                        "preprocessing.eval[0].size: expected a number of pixels for height and width, or [height, width], received nothing"));
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void everyProblemIsSaidAtOnce(Bad bad) {
        String count = bad.problems.size() == 1 ? "1 problem" : bad.problems.size() + " problems";
        assertThatThrownBy(() -> PreprocessingReader.parse("test", bad.text))
                .isInstanceOf(StudyException.class)
                .hasMessage(bad.problems.stream()
                        .map(problem -> "\n  " + problem)
                        .collect(Collectors.joining("", "Cannot use preprocessing test: " + count, "")));
    }

    @Test
    void filesThatCannotBeReadAreNamed(@TempDir Path folder) throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.conf"), "preprocessing { eval = [");

        assertThatThrownBy(() -> PreprocessingReader.read(folder.resolve("none.conf")))
                .hasMessageEndingWith("none.conf: expected a preprocessing file, received nothing");
        assertThatThrownBy(() -> PreprocessingReader.read(folder))
                .hasMessageEndingWith(
                        ": expected a preprocessing file, received something that is not a readable file");
        assertThatThrownBy(() -> PreprocessingReader.read(broken))
                .isInstanceOf(StudyException.class)
                .hasMessageContaining("broken.conf: expected HOCON, received ");
    }

    @Test
    void whatIsWrittenReadsAsTheSame() {
        String text = "[{ kind = resize, size = 256, filter = bicubic, antialias = false },"
                + " { kind = center-crop, size = [224, 192] }, { kind = random-crop, size = [32, 32], padding = 4 },"
                + " { kind = random-resized-crop, size = [32, 32], scale = [0.1, 1.0], ratio = [0.5, 2.0],"
                + " filter = lanczos, antialias = true }, { kind = random-horizontal-flip, p = 0.25 },"
                + " { kind = grayscale, output-channels = 3 }, bgr, to-tensor,"
                + " { kind = normalize, mean = [0.1, 0.2, 0.3], standard-deviation = [0.5, 0.25, 1.0] }]";
        Preprocessing read = PreprocessingReader.parse("test", "preprocessing.eval = " + text)
                .eval();

        assertThat(PreprocessingWriter.list(read)).isEqualTo(text);
    }
}
