package org.evalgap.data.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.evalgap.data.image.NoiseImage;
import org.evalgap.data.resampling.ResizeFilter;
import org.junit.jupiter.api.Test;

class PreprocessingTest {

    private static final Preprocessing IMAGENET = Preprocessing.imageNet(Size.square(224));
    private static final Preprocessing TRAIN = new Preprocessing(
            List.of(new RandomCrop(Size.square(32), 4), new RandomHorizontalFlip(0.5), new ToTensor()));

    @Test
    void theSizeOfWhatLeavesIsKnownWhereItIsTheSameForAllImages() {
        assertThat(IMAGENET.outputSize()).contains(Size.square(224));
        assertThat(new Preprocessing(List.of(Resize.shorterSide(9), new ToTensor())).outputSize())
                .isEmpty();
        assertThat(new Preprocessing(List.of(Resize.to(new Size(9, 18)), Resize.shorterSide(5), new ToTensor()))
                        .outputSize())
                .contains(new Size(5, 10));
        assertThat(new Preprocessing(List.of(new ToTensor())).outputSize()).isEmpty();
        assertThat(TRAIN.outputSize()).contains(Size.square(32));
    }

    @Test
    void channelsAreCounted() {
        assertThat(IMAGENET.channels()).isEqualTo(3);
        assertThat(new Preprocessing(List.of(new Grayscale(1), new ToTensor())).channels())
                .isEqualTo(1);
        assertThat(new Preprocessing(List.of(new Grayscale(1), new Grayscale(3), new ToTensor())).channels())
                .isEqualTo(3);
    }

    @Test
    void randomIsWhatCanDiffer() {
        assertThat(IMAGENET.isRandom()).isFalse();
        assertThat(TRAIN.isRandom()).isTrue();
    }

    @Test
    void blueAndRedChangePlaces() {
        var image = NoiseImage.of(3, 4);

        var swapped = new Bgr().apply(image, null);

        assertThat(swapped.value(2, 3, 0)).isEqualTo(image.value(2, 3, 2));
        assertThat(swapped.value(2, 3, 1)).isEqualTo(image.value(2, 3, 1));
        assertThat(new Bgr().apply(swapped, null).values()).isEqualTo(image.values());
    }

    @Test
    void sizesThatWouldNotFitIntoMemoryAreRefused() {
        assertThatThrownBy(() -> new Resize(List.of(10000, 10000), ResizeFilter.BOX, true))
                .hasMessage("size: expected at most 89478485 pixels, received 10000x10000");
        assertThatThrownBy(() -> Resize.shorterSide(256).apply(NoiseImage.of(1, 9000), null))
                .hasMessage("size: expected at most 89478485 pixels, received 256x2304000");
    }

    @Test
    void crossesToExecutors() throws Exception {
        for (Preprocessing preprocessing : List.of(IMAGENET, TRAIN)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(preprocessing);
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                assertThat(in.readObject()).isEqualTo(preprocessing);
            }
        }
    }

    @Test
    void theUsualMistakesAreAppliedOneAtATime() {
        List<PreprocessingAlternative> all = PreprocessingAlternative.of(IMAGENET, Optional.of(TRAIN));

        assertThat(all)
                .extracting(PreprocessingAlternative::name)
                .containsExactly(
                        "no-antialias",
                        "filter-nearest",
                        "filter-bicubic",
                        "filter-lanczos",
                        "no-crop",
                        "crop-fraction-0.9",
                        "crop-fraction-0.95",
                        "crop-fraction-1.0",
                        "bgr",
                        "scale-255",
                        "no-normalization",
                        "half-normalization",
                        "training-transform");
        assertThat(all)
                .allSatisfy(
                        alternative -> assertThat(alternative.preprocessing()).isNotEqualTo(IMAGENET));
        assertThat(named(all, "no-antialias").transforms().get(0))
                .isEqualTo(new Resize(List.of(256), ResizeFilter.BILINEAR, false));
        assertThat(named(all, "no-crop").transforms().get(0)).isEqualTo(Resize.to(Size.square(224)));
        assertThat(named(all, "crop-fraction-0.95").transforms().get(0)).isEqualTo(Resize.shorterSide(235));
        assertThat(named(all, "scale-255").transforms())
                .contains(new PilToTensor())
                .doesNotContain(new ToTensor());
        assertThat(named(all, "training-transform")).isEqualTo(TRAIN);
    }

    @Test
    void aMistakeThatWasMadeIsTakenBack() {
        Preprocessing wrong = new Preprocessing(List.of(
                new Bgr(),
                new Resize(List.of(8, 8), ResizeFilter.BICUBIC, false),
                new PilToTensor(),
                new Normalize(List.of(0.5), List.of(0.5))));

        List<PreprocessingAlternative> all = PreprocessingAlternative.of(wrong, Optional.empty());

        assertThat(named(all, "antialias").transforms().get(1))
                .isEqualTo(new Resize(List.of(8, 8), ResizeFilter.BICUBIC, true));
        assertThat(named(all, "bgr").transforms()).doesNotContain(new Bgr());
        assertThat(named(all, "scale-1").transforms()).contains(new ToTensor());
        assertThat(named(all, "imagenet-normalization").transforms()).contains(Normalize.IMAGENET);
        assertThat(all.stream().map(PreprocessingAlternative::name))
                .doesNotContain("filter-bicubic", "half-normalization", "no-crop", "training-transform");
    }

    @Test
    void oneChannelHasNoOrderAndNoImageNet() {
        Preprocessing grey = new Preprocessing(List.of(new Grayscale(1), new ToTensor()));

        Stream<String> names =
                PreprocessingAlternative.of(grey, Optional.empty()).stream().map(PreprocessingAlternative::name);

        assertThat(names).containsExactly("scale-255", "half-normalization");
    }

    private static Preprocessing named(List<PreprocessingAlternative> all, String name) {
        return all.stream()
                .filter(alternative -> alternative.name().equals(name))
                .findFirst()
                .orElseThrow()
                .preprocessing();
    }
}
