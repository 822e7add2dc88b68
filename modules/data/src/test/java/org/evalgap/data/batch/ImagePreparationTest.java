package org.evalgap.data.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.evalgap.data.image.EncodedImage;
import org.evalgap.data.image.Goldens;
import org.evalgap.data.image.TestResources;
import org.evalgap.data.preprocessing.CenterCrop;
import org.evalgap.data.preprocessing.Normalize;
import org.evalgap.data.preprocessing.Preprocessing;
import org.evalgap.data.preprocessing.Resize;
import org.evalgap.data.preprocessing.Size;
import org.evalgap.data.preprocessing.ToTensor;
import org.evalgap.data.random.Seed;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ImagePreparationTest {

    static List<List<String>> files() {
        return Goldens.lines(ImagePreparationTest.class, "torchvision.txt");
    }

    @ParameterizedTest
    @MethodSource("files")
    void fromTheFileToTheTensorEveryBitIsTorchvisions(List<String> golden) throws Exception {
        Preprocessing preprocessing = new Preprocessing(
                List.of(Resize.shorterSide(32), new CenterCrop(Size.square(28)), new ToTensor(), Normalize.IMAGENET));
        ImagePreparation preparation = new ImagePreparation(preprocessing, TensorLayout.NCHW, new Seed(1));

        PreparedImage image = preparation.prepare(new EncodedImage(TestResources.file(golden.get(0))), 0, 0);

        ByteBuffer bytes =
                ByteBuffer.allocate(image.values().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(image.values());
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array())))
                .isEqualTo(golden.get(1));
    }
}
