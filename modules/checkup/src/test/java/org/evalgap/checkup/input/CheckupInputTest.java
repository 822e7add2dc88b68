package org.evalgap.checkup.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.evalgap.checkup.CheckupRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CheckupInputTest {

    @TempDir
    private Path directory;

    private static final String CONF = "../../conf/";

    @Test
    void everythingThatCannotBeOpenedIsSaidAtOnce() {
        CheckupFile.Read settings = CheckupFile.parse("test", """
                checkup {
                  model = none.onnx, weights = none.pt, data = nowhere, train-data = pom.xml, repaired = nowhere/copy.pt
                  preprocessing { eval = [bgr] }
                }
                """);

        assertThatThrownBy(() -> CheckupInput.open(settings, Optional.empty()))
                .isInstanceOf(UnusableException.class)
                .hasMessage("""
                        Cannot use none.onnx: expected a file that can be read, received no such file
                        Cannot use none.pt: expected a file that can be read, received no such file
                        Cannot read nowhere: expected a folder with one for each class, Parquet files of the Hugging Face hub's form, a folder with images.npy and labels.npy, an .npz file, or CIFAR-100's train.bin or test.bin, received nothing of that name
                        Cannot read pom.xml: expected a folder with one for each class, Parquet files of the Hugging Face hub's form, a folder with images.npy and labels.npy, an .npz file, or CIFAR-100's train.bin or test.bin, received a file of another kind
                        Cannot use preprocessing of the check-up: 1 problem
                          preprocessing.eval: expected to-tensor or pil-to-tensor among the transforms, received bgr
                        Cannot use nowhere/copy.pt: expected a file in a folder that is there, received no such folder""");
    }

    @Test
    void aCheckupIncludesWhatIsBesideIt() throws IOException {
        Files.writeString(directory.resolve("more.conf"), "checkup { training-batch-size = 8, deployed-accuracy = 2 }");
        Path file = Files.writeString(
                directory.resolve("check.conf"), "include \"more.conf\"\ncheckup { model = a.onnx, data = images }");
        CheckupFile.Read read = CheckupFile.read(file, "checkup.deployed-accuracy = 0.5");
        assertThat(read.problems()).isEmpty();
        assertThat(read.settings().trainingBatchSize()).isEqualTo(8);
    }

    /** To open a pipe is to wait for whoever writes into it, and perhaps for ever. */
    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void pipesAreNoFiles() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        CheckupFile.Read settings = CheckupFile.parse(
                "test",
                "checkup { model = \"" + pipe + "\", weights = \"" + pipe + "\", data = \"embedded:test\","
                        + " deployed-predictions = \"" + pipe + "\" }");

        assertThatThrownBy(() -> CheckupInput.open(settings, Optional.of(pipe)))
                .isInstanceOf(UnusableException.class)
                .hasMessage("""
                        Cannot use pipe: expected a file that can be read, received a folder, a pipe or a device
                        Cannot use pipe: expected a file that can be read, received a folder, a pipe or a device
                        Cannot use preprocessing %s: 1 problem
                          %1$s: expected a preprocessing file, received something that is not a readable file
                        Cannot read %1$s: expected a text file that can be read, received a folder, a pipe or a device""", pipe);
        assertThat(CheckupFile.read(pipe, "").problems()).hasSize(1);
    }

    @Test
    void badSettingsAndBadFilesAreSaidAtOnce() {
        CheckupFile.Read settings = CheckupFile.parse("test", """
                checkup {
                  model = a.onnx, training-batch-size = 1, composition = sorted, deployed-accuracy = 71, repair = x
                }
                """);

        assertThatThrownBy(() -> CheckupInput.open(settings, Optional.of(Path.of("none.conf"))))
                .isInstanceOf(UnusableException.class)
                .hasMessage("""
                        Cannot use check-up test: 5 problems
                          checkup.repair: expected a key of checkup, received repair; did you mean repaired?
                          checkup.data: expected a path, received nothing
                          checkup.training-batch-size: expected an integer of at least 2, received 1
                          checkup.composition: expected random, by-class or by-folder, received "sorted"
                          checkup.deployed-accuracy: expected a number from 0 to 1, received 71
                        Cannot use a.onnx: expected a file that can be read, received no such file
                        Cannot use preprocessing none.conf: 1 problem
                          none.conf: expected a preprocessing file, received nothing""");
    }

    private CheckupRequest withPredictions(String... lines) throws IOException {
        Path file = directory.resolve("predictions.csv");
        Files.write(file, List.of(lines));
        return CheckupInput.open(
                CheckupFile.parse(
                        "test",
                        "checkup { model = \"%1$scheckup-example.onnx\", weights = \"%1$scheckup-example.pt\", data = \"embedded:test\", deployed-predictions = \"%2$s\" }"
                                .formatted(CONF, file)),
                Optional.empty());
    }

    @Test
    void predictionsAreOfImagesByNameAndOfClassesByNameOrNumber() throws IOException {
        assertThat(withPredictions("file,class", "9/0,9", "\"2/1\", 3").use()).isPresent();
    }

    @Test
    void everyBadLineOfPredictionsIsSaid() {
        assertThatThrownBy(() -> withPredictions("9/0,9", "9/0,1", "2/1,10", "2/1,shirt", "x.png,1", "2/1"))
                .hasMessage("""
                        Cannot use predictions %s: 5 problems
                          line 2: expected each image once, received 9/0 again
                          line 3: expected a class of embedded:test or its number, from 0 to 9, received 10
                          line 4: expected a class of embedded:test or its number, from 0 to 9, received shirt
                          line 5: expected an image of embedded:test, received x.png
                          line 6: expected an image, a comma and a class, received 2/1""", directory.resolve("predictions.csv"));
        assertThatThrownBy(() -> withPredictions("file,class")).hasMessage("""
                        Cannot use predictions %s: 1 problem
                          expected a line for each image, such as 9/0,0, received none""", directory.resolve("predictions.csv"));
    }

    @Test
    void accuracyAndPredictionsExcludeEachOther() {
        CheckupFile.Read read = CheckupFile.parse("test", """
                checkup {
                  model = "%1$scheckup-example.onnx", weights = "%1$scheckup-example.pt", data = "embedded:test"
                  deployed-accuracy = 0.5, deployed-predictions = none.csv
                }
                """.formatted(CONF));

        assertThatThrownBy(() -> CheckupInput.open(read, Optional.empty())).hasMessage("""
                Cannot use check-up test: 1 problem
                  checkup.deployed-predictions: expected either deployed-accuracy or deployed-predictions, received both""");
    }

    @Test
    void sizeAndChannelsHaveToBeTheModels() {
        CheckupFile.Read settings = CheckupFile.parse("test", """
                checkup {
                  model = "%scheckup-example.onnx", data = "embedded:test"
                  preprocessing {
                    train = [{ kind = resize, size = [32, 28] }, to-tensor]
                    eval = [grayscale, to-tensor]
                  }
                }
                """.formatted(CONF));

        assertThatThrownBy(() -> CheckupInput.open(settings, Optional.empty())).hasMessage("""
                Cannot use preprocessing.eval: expected the model's 3 channels, received 1 channels
                Cannot use preprocessing.train: expected images of the model's size 28x28, received 32x28""");
    }

    @Test
    void exampleCanBeUsed() {
        CheckupFile.Read settings = CheckupFile.read(Path.of(CONF + "checkup-example.conf"), """
                        checkup.model = "%1$scheckup-example.onnx"
                        checkup.weights = "%1$scheckup-example.pt"
                        """.formatted(CONF));
        CheckupRequest request = CheckupInput.open(settings, Optional.empty());

        assertThat(request.images().size()).isEqualTo(2000);
        assertThat(request.trainingImages().orElseThrow().size()).isEqualTo(4000);
        assertThat(request.images().classes()).hasSize(request.model().spec().classes());
    }

    @Test
    void fileThatIsNotThereIsNamed() {
        CheckupFile.Read settings = CheckupFile.read(Path.of("none.conf"), "");

        assertThatThrownBy(() -> CheckupInput.open(settings, Optional.empty())).hasMessage("""
                Cannot use check-up none.conf: 1 problem
                  none.conf: expected a file that can be read, received none""");
    }
}
