package org.evalgap.models;

import static org.evalgap.models.TestFiles.safetensors;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Damaged or hostile safetensors files are refused with a message. */
class BadSafetensorsTest {

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> refusals() {
        return Refusal.tests(
                new Refusal(
                        "an absurd length of the header",
                        () -> Checkpoint.open(safetensors(
                                file("model.safetensors"),
                                Long.MAX_VALUE,
                                "{\"a\":1}".getBytes(StandardCharsets.UTF_8),
                                0)),
                        "Cannot use model.safetensors: expected a header of 2 to 7 bytes, received one of "
                                + "9223372036854775807"),
                new Refusal(
                        "a header longer than the file",
                        () -> Checkpoint.open(safetensors(
                                file("model.safetensors"), 4096, "{\"a\":1}".getBytes(StandardCharsets.UTF_8), 0)),
                        "Cannot use model.safetensors: expected a header of 2 to 7 bytes, received one of 4096"),
                new Refusal(
                        "no JSON",
                        () -> safetensorsFile("{nonsense}", 0),
                        "Cannot use model.safetensors: expected a header in JSON that names tensors, received one that "
                                + "is damaged at byte 2"),
                new Refusal(
                        "JSON that is cut off",
                        () -> safetensorsFile("{\"a\":{\"dtype\":\"F32\"", 0),
                        "Cannot use model.safetensors: expected a header in JSON that names tensors, received one that "
                                + "is damaged at byte 19"),
                new Refusal(
                        "JSON of another form",
                        () -> safetensorsFile("{\"a\":[1,2]}", 0),
                        "Cannot use model.safetensors: expected a header in JSON that names tensors, received no object "
                                + "for a"),
                new Refusal(
                        "a name twice",
                        () -> safetensorsFile(
                                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                                4),
                        "Cannot use model.safetensors: expected a header in JSON that names tensors, received duplicate "
                                + "field 'a'"),
                new Refusal(
                        "a type that is not read",
                        () -> safetensorsFile(
                                "{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1),
                        "Cannot use model.safetensors: a: expected one of the types [BF16, BOOL, F16, F32, F64, I16, "
                                + "I32, I64, I8, U8], received F8_E4M3"),
                new Refusal(
                        "a hole between tensors",
                        () -> safetensorsFile(
                                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}",
                                12),
                        "Cannot use model.safetensors: b: expected bytes that begin where the tensor before ends, at 4, "
                                + "received bytes from 8"),
                new Refusal(
                        "tensors that overlap",
                        () -> safetensorsFile(
                                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                                8),
                        "Cannot use model.safetensors: b: expected bytes that begin where the tensor before ends, at 8, "
                                + "received bytes from 4"),
                new Refusal(
                        "a file that is cut off",
                        () -> safetensorsFile("{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}", 8),
                        "Cannot use model.safetensors: expected 16 bytes behind the header, received 8 bytes"),
                new Refusal(
                        "fewer bytes than the shape has",
                        () -> safetensorsFile("{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,8]}}", 8),
                        "Cannot use model.safetensors: a: expected as many bytes as 4 of F32 takes, and below 2 GiB, "
                                + "received bytes 0 to 8"),
                new Refusal(
                        "a shape whose size overflows",
                        () -> safetensorsFile(
                                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,8]}}",
                                8),
                        "Cannot use model.safetensors: a: expected as many bytes as 4611686018427387904x4 of F32 takes, "
                                + "and below 2 GiB, received bytes 0 to 8"),
                new Refusal(
                        "no tensors",
                        () -> safetensorsFile("{\"__metadata__\":{\"format\":\"pt\"}}", 0),
                        "Cannot use model.safetensors: expected at least one tensor, received none"));
    }

    private void safetensorsFile(String header, int bytes) throws IOException {
        Checkpoint.open(safetensors(file("model.safetensors"), header, bytes));
    }

    private Path file(String name) {
        return folder.resolve(name);
    }
}
