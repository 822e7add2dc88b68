package org.evalgap.models;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evalgap.models.tensor.ElementType;
import org.evalgap.models.tensor.ModelException;
import org.evalgap.models.tensor.ModelProblem;
import org.evalgap.models.tensor.Reason;
import org.evalgap.models.tensor.TensorData;

/**
 * A safetensors file: the length of a header in 8 bytes, the header in JSON, the tensors' bytes one after another
 * without holes.
 */
public final class SafetensorsCheckpoint implements Checkpoint {

    /** The limit of the format's own library. */
    private static final long LONGEST_HEADER = 100_000_000;

    private static final Map<String, ElementType> TYPES = Map.of(
            "F64", ElementType.FLOAT64,
            "F32", ElementType.FLOAT32,
            "F16", ElementType.FLOAT16,
            "BF16", ElementType.BFLOAT16,
            "I64", ElementType.INT64,
            "I32", ElementType.INT32,
            "I16", ElementType.INT16,
            "I8", ElementType.INT8,
            "U8", ElementType.UINT8,
            "BOOL", ElementType.BOOL);

    private final Path file;
    private final StateDict stateDict;
    private final Map<String, Long> positions;

    private SafetensorsCheckpoint(Path file, StateDict stateDict, Map<String, Long> positions) {
        this.file = file;
        this.stateDict = stateDict;
        this.positions = positions;
    }

    static SafetensorsCheckpoint open(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long length = channel.size();
            long headerLength = read(channel, 0, Long.BYTES).getLong(0);
            if (headerLength < 2 || headerLength > LONGEST_HEADER || headerLength > length - Long.BYTES) {
                throw new ModelException(
                        file,
                        new ModelProblem(
                                "a header of 2 to " + Math.min(LONGEST_HEADER, length - Long.BYTES) + " bytes",
                                "one of " + Long.toUnsignedString(headerLength)));
            }
            long start = Long.BYTES + headerLength;
            Map<String, SafetensorsHeader.Entry> entries;
            try {
                entries = SafetensorsHeader.parse(
                        read(channel, Long.BYTES, (int) headerLength).array());
            } catch (IOException e) {
                throw new ModelException(
                        file, new ModelProblem("a header in JSON that names tensors", Reason.of(e)), e);
            }
            check(file, entries, length - start);
            Map<String, TensorData> tensors = new LinkedHashMap<>();
            Map<String, Long> positions = new LinkedHashMap<>();
            for (Map.Entry<String, SafetensorsHeader.Entry> named : entries.entrySet()) {
                SafetensorsHeader.Entry entry = named.getValue();
                ByteBuffer bytes = read(channel, start + entry.begin(), (int) (entry.end() - entry.begin()));
                tensors.put(named.getKey(), new TensorData(TYPES.get(entry.type()), entry.shape(), bytes));
                positions.put(named.getKey(), start + entry.begin());
            }
            return new SafetensorsCheckpoint(file, withoutPrefix(tensors), positions);
        } catch (IOException e) {
            throw new ModelException(file, new ModelProblem("a file that can be read", Reason.of(e)), e);
        }
    }

    /**
     * Writes tensors as a new safetensors file.
     *
     * @param tensors by name, in the order in which they are to lie
     */
    public static void write(Path target, Map<String, TensorData> tensors) {
        StringBuilder header = new StringBuilder("{");
        long begin = 0;
        for (Map.Entry<String, TensorData> named : tensors.entrySet()) {
            TensorData tensor = named.getValue();
            long end = begin + (long) tensor.length() * tensor.type().bytes();
            header.append(header.length() == 1 ? "" : ",")
                    .append(quoted(named.getKey()))
                    .append(":{\"dtype\":\"")
                    .append(typeName(tensor.type()))
                    .append("\",\"shape\":")
                    .append(java.util.Arrays.toString(tensor.shape()).replace(" ", ""))
                    .append(",\"data_offsets\":[" + begin + "," + end + "]}");
            begin = end;
        }
        header.append('}');
        byte[] json = header.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        int padding = (Long.BYTES - json.length % Long.BYTES) % Long.BYTES;
        try {
            Replacement.of(target, file -> {
                try (OutputStream out = new java.io.BufferedOutputStream(Files.newOutputStream(file))) {
                    out.write(ByteBuffer.allocate(Long.BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(json.length + padding)
                            .array());
                    out.write(json);
                    out.write(" ".repeat(padding).getBytes(java.nio.charset.StandardCharsets.UTF_8));
                    for (TensorData tensor : tensors.values()) {
                        out.write(tensor.toBytes());
                    }
                }
            });
        } catch (IOException e) {
            throw ModelException.whileWriting(target, List.of(new ModelProblem("a place to write to", Reason.of(e))));
        }
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public List<StateDict> stateDicts() {
        return List.of(stateDict);
    }

    @Override
    public void writeCopy(Path target, StateDict state, Map<String, double[]> values) {
        CopyCheck.check(file, target, state, values);
        try {
            Replacement.of(target, copy -> {
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                    for (Map.Entry<String, double[]> value : values.entrySet()) {
                        TensorData tensor = state.tensors().get(value.getKey());
                        ByteBuffer bytes = TensorData.encode(tensor.type(), value.getValue());
                        long position = positions.get(state.prefix() + value.getKey());
                        while (bytes.hasRemaining()) {
                            position += channel.write(bytes, position);
                        }
                    }
                }
            });
        } catch (IOException e) {
            throw ModelException.whileWriting(target, List.of(new ModelProblem("a place to write to", Reason.of(e))));
        }
    }

    private static StateDict withoutPrefix(Map<String, TensorData> tensors) {
        String prefix = StateDictSearch.commonPrefix(tensors.keySet());
        Map<String, TensorData> named = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> named.put(name.substring(prefix.length()), tensor));
        return new StateDict("", prefix, named);
    }

    private static void check(Path file, Map<String, SafetensorsHeader.Entry> entries, long length) {
        List<ModelProblem> problems = new ArrayList<>();
        entries.forEach((name, entry) -> checkEntry(ModelProblem.printable(name), entry, problems));
        if (problems.isEmpty()) {
            long next = 0;
            List<Map.Entry<String, SafetensorsHeader.Entry>> ordered = entries.entrySet().stream()
                    .sorted(Comparator.comparingLong(named -> named.getValue().begin()))
                    .toList();
            for (Map.Entry<String, SafetensorsHeader.Entry> named : ordered) {
                if (named.getValue().begin() != next) {
                    problems.add(new ModelProblem(
                            ModelProblem.printable(named.getKey()),
                            "bytes that begin where the tensor before ends, at " + next,
                            "bytes from " + named.getValue().begin()));
                    break;
                }
                next = named.getValue().end();
            }
            if (problems.isEmpty() && next != length) {
                problems.add(new ModelProblem(next + " bytes behind the header", length + " bytes"));
            }
        }
        if (problems.isEmpty() && entries.isEmpty()) {
            problems.add(new ModelProblem("at least one tensor", "none"));
        }
        if (!problems.isEmpty()) {
            throw new ModelException(file, problems);
        }
    }

    private static void checkEntry(String name, SafetensorsHeader.Entry entry, List<ModelProblem> problems) {
        ElementType type = TYPES.get(entry.type());
        if (type == null) {
            problems.add(new ModelProblem(
                    name,
                    "one of the types " + TYPES.keySet().stream().sorted().toList(),
                    ModelProblem.printable(entry.type())));
            return;
        }
        long bytes;
        try {
            bytes = Math.multiplyExact(TensorData.length(entry.shape()), (long) type.bytes());
        } catch (ArithmeticException e) {
            bytes = Long.MAX_VALUE;
        }
        if (bytes > Integer.MAX_VALUE - 8 || entry.begin() < 0 || entry.end() - entry.begin() != bytes) {
            problems.add(new ModelProblem(
                    name,
                    "as many bytes as " + TensorData.shapeText(entry.shape()) + " of " + entry.type()
                            + " takes, and below 2 GiB",
                    "bytes " + entry.begin() + " to " + entry.end()));
        }
    }

    private static String typeName(ElementType type) {
        return TYPES.entrySet().stream()
                .filter(named -> named.getValue() == type)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private static String quoted(String name) {
        return "\""
                + new String(org.nd4j.shade.jackson.core.io.JsonStringEncoder.getInstance()
                        .quoteAsString(name)) + "\"";
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new java.io.EOFException("the file ends early");
            }
        }
        return buffer.rewind();
    }
}
