package org.evalgap.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.evalgap.models.PickleWriter.Tensor.vector;
import static org.evalgap.models.TestFiles.floats;
import static org.evalgap.models.TestFiles.torch;
import static org.evalgap.models.TestFiles.torchOfPickle;
import static org.evalgap.models.TestFiles.zip;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.evalgap.models.tensor.ModelException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What torch.save did not write, or a stranger wrote, is refused with a message. */
class BadCheckpointsTest {

    private static final byte[] FOUR = floats(1, 2, 3, 4);

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> refusals() {
        return Refusal.tests(
                new Refusal(
                        "an empty file",
                        () -> {
                            Files.write(file("model.pt"), new byte[0]);
                            Checkpoint.open(file("model.pt"));
                        },
                        "Cannot use model.pt: expected a checkpoint, received an empty file"),
                new Refusal(
                        "no file",
                        () -> Checkpoint.open(file("absent.pt")),
                        "Cannot use absent.pt: expected a file that can be read, received no such file"),
                new Refusal(
                        "a page of HTML",
                        () -> {
                            Files.writeString(file("model.pt"), "<html>not found</html>");
                            Checkpoint.open(file("model.pt"));
                        },
                        "Cannot use model.pt: expected a checkpoint: a zip archive of torch.save, or safetensors, "
                                + "received a file that begins as neither"),
                new Refusal(
                        "the format ahead of PyTorch 1.6",
                        () -> {
                            Files.write(file("model.pt"), PickleWriter.pickle(Map.of("a", 1)));
                            Checkpoint.open(file("model.pt"));
                        },
                        "Cannot use model.pt: expected a zip archive, which torch.save writes since PyTorch 1.6, "
                                + "received the older format (or a bare pickle); in PyTorch, torch.save(torch.load(\"model.pt\", "
                                + "map_location=\"cpu\"), \"converted.pt\") makes a file that can be read"),
                new Refusal(
                        "an archive that is cut off",
                        () -> {
                            torch(file("model.pt"), Map.of("w", vector("0", 4)), Map.of("0", FOUR));
                            byte[] b = Files.readAllBytes(file("model.pt"));
                            Files.write(file("model.pt"), Arrays.copyOf(b, b.length - 40));
                            Checkpoint.open(file("model.pt"));
                        },
                        "Cannot use model.pt: expected a complete zip archive, received one that is cut off or damaged "
                                + "(zip END header not found)"),
                new Refusal(
                        "another archive",
                        () -> Checkpoint.open(zip(file("model.pt"), Map.of("a.txt", FOUR))),
                        "Cannot use model.pt: expected one NAME/data.pkl, as torch.save writes, received none"),
                new Refusal(
                        "two models",
                        () -> {
                            Map<String, byte[]> m = new LinkedHashMap<>();
                            m.put("a/data.pkl", FOUR);
                            m.put("b/data.pkl", FOUR);
                            Checkpoint.open(zip(file("model.pt"), m));
                        },
                        "Cannot use model.pt: expected one NAME/data.pkl, as torch.save writes, received [a/, b/]"),
                new Refusal(
                        "TorchScript",
                        () -> Checkpoint.open(
                                zip(file("model.pt"), Map.of("m/data.pkl", FOUR, "m/constants.pkl", FOUR))),
                        "Cannot use model.pt: expected a state dict (torch.save(model.state_dict(), \"model.pt\")), "
                                + "received a TorchScript program"),
                new Refusal(
                        "big-endian numbers",
                        () -> Checkpoint.open(zip(
                                file("model.pt"),
                                Map.of(
                                        "m/data.pkl",
                                        PickleWriter.pickle(Map.of()),
                                        "m/byteorder",
                                        "big".getBytes(StandardCharsets.UTF_8)))),
                        "Cannot use model.pt: byteorder: expected little, received big"),
                new Refusal(
                        "a call of os.system",
                        () -> pickled(
                                new PickleWriter.Call("os", "system", List.of("touch " + file("written"))), Map.of()),
                        "Cannot use model.pt: data.pkl: expected only tensors and plain values (save "
                                + "model.state_dict(), not the model or other objects), received the global os.system, which is "
                                + "not on the allow-list"),
                new Refusal(
                        "a call of eval in protocol 4",
                        () -> pickle(new byte[] {
                            (byte) 0x80,
                            4,
                            (byte) 0x8c,
                            8,
                            'b',
                            'u',
                            'i',
                            'l',
                            't',
                            'i',
                            'n',
                            's',
                            (byte) 0x8c,
                            4,
                            'e',
                            'v',
                            'a',
                            'l',
                            (byte) 0x93,
                            (byte) 0x8c,
                            1,
                            '1',
                            (byte) 0x85,
                            'R',
                            '.'
                        }),
                        "Cannot use model.pt: data.pkl: expected only tensors and plain values (save "
                                + "model.state_dict(), not the model or other objects), received the global builtins.eval, which "
                                + "is not on the allow-list"),
                new Refusal(
                        "a call in protocol 0",
                        () -> pickle("(S'ls'\nios\nsystem\n.".getBytes(StandardCharsets.US_ASCII)),
                        "Cannot use model.pt: data.pkl: expected a pickle as torch.save writes it, received one with "
                                + "the opcode 105, which it does not use"),
                new Refusal(
                        "a call of getattr",
                        () -> pickled(new PickleWriter.Call("builtins", "getattr", List.of("a", "b")), Map.of()),
                        "Cannot use model.pt: data.pkl: expected only tensors and plain values (save "
                                + "model.state_dict(), not the model or other objects), received the global builtins.getattr, "
                                + "which is not on the allow-list"),
                new Refusal(
                        "a whole model",
                        () -> pickled(
                                new PickleWriter.Call("torchvision.models.resnet", "ResNet", List.of()), Map.of()),
                        "Cannot use model.pt: data.pkl: expected only tensors and plain values (save "
                                + "model.state_dict(), not the model or other objects), received the global "
                                + "torchvision.models.resnet.ResNet, which is not on the allow-list"),
                new Refusal(
                        "a pickle that is cut off",
                        () -> pickle(Arrays.copyOf(PickleWriter.pickle(Map.of("abcdef", "abcdef")), 12)),
                        "Cannot use model.pt: data.pkl: expected at most 3 bytes to follow in the pickle, received a "
                                + "length of 6"),
                new Refusal(
                        "an absurd length of a text",
                        () -> pickle(
                                new byte[] {(byte) 0x80, 2, 'X', (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f, 'a', '.'
                                }),
                        "Cannot use model.pt: data.pkl: expected at most 2 bytes to follow in the pickle, received a "
                                + "length of 2147483647"),
                new Refusal(
                        "an absurd length of bytes",
                        () -> pickle(new byte[] {
                            (byte) 0x80,
                            4,
                            (byte) 0x8e,
                            (byte) 0xff,
                            (byte) 0xff,
                            (byte) 0xff,
                            (byte) 0xff,
                            (byte) 0xff,
                            (byte) 0xff,
                            (byte) 0xff,
                            0x7f,
                            'a',
                            '.'
                        }),
                        "Cannot use model.pt: data.pkl: expected at most 2 bytes to follow in the pickle, received a "
                                + "length of 9223372036854775807"),
                new Refusal(
                        "an absurd whole number",
                        () -> {
                            byte[] big = new byte[5000];
                            big[0] = (byte) 0x80;
                            big[1] = 2;
                            big[2] = (byte) 0x8b;
                            big[3] = (byte) 0x80;
                            big[4] = 0x10;
                            pickle(big);
                        },
                        "Cannot use model.pt: data.pkl: expected at most 1024 bytes to follow in the pickle, received a "
                                + "length of 4224"),
                new Refusal(
                        "a storage that is not there",
                        () -> pickled(Map.of("w", vector("0", 4)), Map.of()),
                        "Cannot use model.pt: w: expected 16 bytes in data/0, received no such entry"),
                new Refusal(
                        "a storage that is too short",
                        () -> pickled(Map.of("w", vector("0", 5)), Map.of("0", FOUR)),
                        "Cannot use model.pt: w: expected 20 bytes in data/0, received 16 bytes"),
                new Refusal(
                        "a tensor that reaches behind its storage",
                        () -> pickled(
                                Map.of(
                                        "w",
                                        new PickleWriter.Tensor("FloatStorage", "0", 4, 2, List.of(4L), List.of(1L))),
                                Map.of("0", FOUR)),
                        "Cannot use model.pt: w: expected a view within its storage of 4 elements, received shape 4, "
                                + "strides 1 from element 2"),
                new Refusal(
                        "a negative size",
                        () -> pickled(
                                Map.of(
                                        "w",
                                        new PickleWriter.Tensor("FloatStorage", "0", 4, 0, List.of(-4L), List.of(1L))),
                                Map.of("0", FOUR)),
                        "Cannot use model.pt: w: expected a view within its storage of 4 elements, received shape -4, "
                                + "strides 1 from element 0"),
                new Refusal(
                        "a tensor that claims more elements than its storage has",
                        () -> pickled(
                                Map.of(
                                        "w",
                                        new PickleWriter.Tensor(
                                                "FloatStorage",
                                                "0",
                                                4,
                                                0,
                                                List.of(1L << 40, 1L << 40),
                                                List.of(0L, 0L))),
                                Map.of("0", FOUR)),
                        "Cannot use model.pt: w: expected a view within its storage of 4 elements, received shape "
                                + "1099511627776x1099511627776, strides 0x0 from element 0"),
                new Refusal(
                        "a type that is not read",
                        () -> pickled(
                                Map.of(
                                        "w",
                                        new PickleWriter.Tensor(
                                                "ComplexFloatStorage", "0", 4, 0, List.of(4L), List.of(1L))),
                                Map.of("0", FOUR)),
                        "Cannot use model.pt: data.pkl: expected only tensors and plain values (save "
                                + "model.state_dict(), not the model or other objects), received the global "
                                + "torch.ComplexFloatStorage, which is not on the allow-list"),
                new Refusal(
                        "tensors of an optimizer alone",
                        () -> pickled(Map.of("epoch", 3, "optimizer", Map.of("w", vector("0", 4))), Map.of("0", FOUR)),
                        "Cannot use model.pt: expected a state dict, or one nested under a key such as state_dict or "
                                + "model, received no dictionary of named tensors"),
                new Refusal(
                        "a number",
                        () -> pickled(17, Map.of()),
                        "Cannot use model.pt: expected a state dict, or one nested under a key such as state_dict or "
                                + "model, received no dictionary of named tensors"),
                new Refusal(
                        "a zip bomb",
                        () -> {
                            try (ZipOutputStream z = new ZipOutputStream(Files.newOutputStream(file("model.pt")))) {
                                z.putNextEntry(new ZipEntry("m/data.pkl"));
                                z.write(new byte[1 << 20]);
                            }
                            Checkpoint.open(file("model.pt"));
                        },
                        "Cannot use model.pt: expected entries of at most 100 times the file's 1167 bytes, received "
                                + "1048576 bytes up to m/data.pkl"),
                new Refusal(
                        "a dictionary in itself",
                        () -> pickle(new byte[] {(byte) 0x80, 2, '}', 'q', 0, 'X', 1, 0, 0, 0, 'a', 'h', 0, 's', '.'}),
                        "Cannot use model.pt: expected a state dict, or one nested under a key such as state_dict or "
                                + "model, received no dictionary of named tensors"),
                new Refusal(
                        "a reference to nothing",
                        () -> pickle(new byte[] {(byte) 0x80, 2, 'h', 9, '.'}),
                        "Cannot use model.pt: data.pkl: expected a complete pickle, received one that ends early or is "
                                + "damaged (net.razorvine.pickle.PickleException: invalid memo key)"));
    }

    @Test
    void noPickleRunsAnything() throws IOException {
        Path written = file("written");
        torch(file("model.pt"), new PickleWriter.Call("os", "system", List.of("touch " + written)), Map.of());
        assertThatThrownBy(() -> Checkpoint.open(file("model.pt"))).isInstanceOf(ModelException.class);
        assertThat(written).doesNotExist();
    }

    private void pickled(Object value, Map<String, byte[]> storages) throws IOException {
        Checkpoint.open(torch(file("model.pt"), value, storages));
    }

    private void pickle(byte[] bytes) throws IOException {
        Checkpoint.open(torchOfPickle(file("model.pt"), bytes, Map.of()));
    }

    private Path file(String name) {
        return folder.resolve(name);
    }
}
