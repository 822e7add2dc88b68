package org.evalgap.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evalgap.data.DatasetException;
import org.evalgap.data.MemoryFiles;
import org.evalgap.data.image.BrokenImageException;
import org.evalgap.data.image.EncodedImage;
import org.evalgap.data.image.TestResources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderImagesTest {

    // What torchvision 0.14's ImageFolder lists for the same files.
    @Test
    void theOrderIsTorchvisions() {
        List<String> files = List.of(
                "b/2.png",
                "b/10.png",
                "a/z.JPG",
                "a/sub/1.jpeg",
                "a/sub-1/1.png",
                "a/sub/sub/0.png",
                "a/B.webp",
                "a/readme.txt",
                "Z/x.bmp",
                "10/x.png",
                "9/x.png",
                "é/x.png",
                "\ud83d\ude00/x.png",
                "\uff5e/x.png",
                "root.png");
        List<String> folders = List.of("b", "a", "Z", "10", "9", "é", "\ud83d\ude00", "\uff5e");

        FolderImages images = FolderImages.of("data", folders, files, new MemoryFiles());

        assertThat(images.classes()).containsExactly("10", "9", "Z", "a", "b", "é", "\uff5e", "\ud83d\ude00");
        assertThat(IntStream.range(0, images.size()).mapToObj(images::nameOf))
                .containsExactly(
                        "10/x.png",
                        "9/x.png",
                        "Z/x.bmp",
                        "a/B.webp",
                        "a/z.JPG",
                        "a/sub/1.jpeg",
                        "a/sub-1/1.png",
                        "a/sub/sub/0.png",
                        "b/10.png",
                        "b/2.png",
                        "é/x.png",
                        "\uff5e/x.png",
                        "\ud83d\ude00/x.png");
        assertThat(images.label(2)).isEqualTo(2);
        assertThat(images.label(7)).isEqualTo(3);
    }

    @Test
    void filesOfThisMachineAreRead(@TempDir Path root) throws Exception {
        Files.createDirectories(root.resolve("cat/deep"));
        Files.createDirectories(root.resolve("dog"));
        Files.write(root.resolve("cat/deep/a.jpg"), TestResources.file("420.jpg"));
        Files.write(root.resolve("dog/b.png"), TestResources.file("rgb-8.png"));
        Files.writeString(root.resolve("notes.txt"), "not an image");

        FolderImages images = FolderImages.of(root);

        assertThat(images.name()).isEqualTo(root.toString());
        assertThat(images.classes()).containsExactly("cat", "dog");
        assertThat(images.nameOf(0)).isEqualTo("cat/deep/a.jpg");
        try (ImageSource.Reader reader = images.open()) {
            EncodedImage file = (EncodedImage) reader.read(1);
            assertThat(file.bytes()).isEqualTo(TestResources.file("rgb-8.png"));
            Files.delete(root.resolve("cat/deep/a.jpg"));
            assertThatThrownBy(() -> reader.read(0))
                    .isInstanceOf(BrokenImageException.class)
                    .hasMessageStartingWith("expected a readable file, received java.nio.file.NoSuchFileException");
        }
    }

    @Test
    void moreThan256ClassesAreFine() {
        List<String> folders = IntStream.range(0, 1000)
                .mapToObj(i -> String.format("n%04d", i))
                .toList();
        List<String> files = folders.stream().map(folder -> folder + "/x.png").toList();

        FolderImages images = FolderImages.of("data", folders, files, new MemoryFiles());

        assertThat(images.label(999)).isEqualTo(999);
    }

    @Test
    void badFoldersAreRefused(@TempDir Path root) throws Exception {
        Path file = Files.writeString(root.resolve("file"), "x");
        Path flat = Files.createDirectories(root.resolve("flat"));
        Files.write(flat.resolve("a.jpg"), TestResources.file("420.jpg"));
        Path empty = Files.createDirectories(root.resolve("empty"));
        for (String name : List.of("a", "b", "c", "d", "e", "f", "g")) {
            Files.createDirectories(empty.resolve(name));
        }
        Files.write(empty.resolve("c/a.jpg"), TestResources.file("420.jpg"));
        Files.writeString(empty.resolve("b/a.txt"), "x");

        refuses(root.resolve("none"), "expected a folder, received no such folder");
        refuses(file, "expected a folder, received a file");
        refuses(flat, "expected a folder for each class, received none");
        refuses(
                empty,
                "expected images (.jpg, .jpeg, .png, .ppm, .bmp, .pgm, .tif, .tiff, .webp) in each folder, "
                        + "received none in a, b, d, e, f and 1 more");
    }

    private static void refuses(Path folder, String message) {
        assertThatThrownBy(() -> FolderImages.of(folder))
                .isInstanceOf(DatasetException.class)
                .hasMessage("Cannot read " + folder + ": " + message);
    }

    @Test
    void linksAreFollowed(@TempDir Path root) throws Exception {
        Path elsewhere = Files.createDirectories(root.resolve("elsewhere"));
        Files.write(elsewhere.resolve("a.jpg"), TestResources.file("420.jpg"));
        Path data = Files.createDirectories(root.resolve("data"));
        Files.createSymbolicLink(data.resolve("cat"), elsewhere);

        FolderImages images = FolderImages.of(data);

        assertThat(Stream.of(images.nameOf(0))).containsExactly("cat/a.jpg");
    }
}
