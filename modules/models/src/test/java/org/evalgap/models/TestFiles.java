package org.evalgap.models;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import onnx.Onnx;

/** Makes small files of the kinds that are read here, whole and broken ones. */
public final class TestFiles {

    private TestFiles() {}

    public static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    /** An archive as torch.save writes it: uncompressed. */
    public static Path zip(Path file, Map<String, byte[]> entries) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> named : entries.entrySet()) {
                ZipEntry entry = new ZipEntry(named.getKey());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(named.getValue().length);
                CRC32 checksum = new CRC32();
                checksum.update(named.getValue());
                entry.setCrc(checksum.getValue());
                zip.putNextEntry(entry);
                zip.write(named.getValue());
            }
        }
        return file;
    }

    /** A checkpoint of a pickled value and storages by key. */
    public static Path torch(Path file, Object value, Map<String, byte[]> storages) throws IOException {
        return torchOfPickle(file, PickleWriter.pickle(value), storages);
    }

    public static Path torchOfPickle(Path file, byte[] pickle, Map<String, byte[]> storages) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("model/data.pkl", pickle);
        storages.forEach((key, bytes) -> entries.put("model/data/" + key, bytes));
        return zip(file, entries);
    }

    /** A checkpoint of vectors. */
    public static Path torch(Path file, Map<String, float[]> vectors) throws IOException {
        Map<String, Object> tensors = new LinkedHashMap<>();
        Map<String, byte[]> storages = new LinkedHashMap<>();
        vectors.forEach((name, values) -> {
            String key = Integer.toString(storages.size());
            tensors.put(name, PickleWriter.Tensor.vector(key, values.length));
            storages.put(key, floats(values));
        });
        return torch(file, tensors, storages);
    }

    public static Path safetensors(Path file, String header, int bytes) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return safetensors(file, json.length, json, bytes);
    }

    public static Path safetensors(Path file, long headerLength, byte[] header, int bytes) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(headerLength)
                    .array());
            out.write(header);
            out.write(new byte[bytes]);
        }
        return file;
    }

    public static Path onnx(Path file, Onnx.GraphProto.Builder graph) throws IOException {
        Onnx.ModelProto model = Onnx.ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(Onnx.OperatorSetIdProto.newBuilder().setVersion(15))
                .setGraph(graph)
                .build();
        return Files.write(file, model.toByteArray());
    }

    /** A graph with an input x of images and an output y, without nodes. */
    public static Onnx.GraphProto.Builder graph(long... input) {
        return Onnx.GraphProto.newBuilder()
                .setName("test")
                .addInput(value("x", input))
                .addOutput(Onnx.ValueInfoProto.newBuilder().setName("y"));
    }

    public static Onnx.ValueInfoProto value(String name, long... shape) {
        Onnx.TensorShapeProto.Builder dimensions = Onnx.TensorShapeProto.newBuilder();
        for (long size : shape) {
            Onnx.TensorShapeProto.Dimension.Builder dimension = Onnx.TensorShapeProto.Dimension.newBuilder();
            dimensions.addDim(size > 0 ? dimension.setDimValue(size) : dimension.setDimParam("N"));
        }
        return Onnx.ValueInfoProto.newBuilder()
                .setName(name)
                .setType(Onnx.TypeProto.newBuilder()
                        .setTensorType(Onnx.TypeProto.Tensor.newBuilder().setShape(dimensions)))
                .build();
    }

    public static Onnx.NodeProto.Builder node(String operator, String output, String... inputs) {
        return Onnx.NodeProto.newBuilder()
                .setOpType(operator)
                .setName("/" + output)
                .addAllInput(List.of(inputs))
                .addOutput(output);
    }

    public static Onnx.AttributeProto attribute(String name, long... values) {
        Onnx.AttributeProto.Builder attribute =
                Onnx.AttributeProto.newBuilder().setName(name).setType(Onnx.AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    public static Onnx.AttributeProto number(String name, long value) {
        return Onnx.AttributeProto.newBuilder()
                .setName(name)
                .setType(Onnx.AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    public static Onnx.TensorProto tensor(String name, float[] values, long... shape) {
        Onnx.TensorProto.Builder tensor =
                Onnx.TensorProto.newBuilder().setName(name).setDataType(Onnx.TensorProto.DataType.FLOAT_VALUE);
        for (long size : shape) {
            tensor.addDims(size);
        }
        for (float value : values) {
            tensor.addFloatData(value);
        }
        return tensor.build();
    }

    public static Onnx.TensorProto external(String name, String location, long offset, long length) {
        return Onnx.TensorProto.newBuilder()
                .setName(name)
                .setDataType(Onnx.TensorProto.DataType.FLOAT_VALUE)
                .addDims(1)
                .setDataLocation(Onnx.TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", location))
                .addExternalData(entry("offset", Long.toString(offset)))
                .addExternalData(entry("length", Long.toString(length)))
                .build();
    }

    private static Onnx.StringStringEntryProto entry(String key, String value) {
        return Onnx.StringStringEntryProto.newBuilder()
                .setKey(key)
                .setValue(value)
                .build();
    }

    /** Convolution of one channel to one, BatchNorm, global average, a linear layer to two classes. */
    public static Onnx.GraphProto.Builder network() {
        return graph(-1, 1, 2, 2)
                .addInitializer(tensor("conv.weight", new float[] {2}, 1, 1, 1, 1))
                .addInitializer(tensor("bn.weight", new float[] {1}, 1))
                .addInitializer(tensor("bn.bias", new float[] {0}, 1))
                .addInitializer(tensor("bn.running_mean", new float[] {0.5f}, 1))
                .addInitializer(tensor("bn.running_var", new float[] {1}, 1))
                .addInitializer(tensor("fc.weight", new float[] {1, -1}, 2, 1))
                .addNode(node("Conv", "c", "x", "conv.weight"))
                .addNode(node(
                        "BatchNormalization", "b", "c", "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var"))
                .addNode(node("GlobalAveragePool", "g", "b"))
                .addNode(node("Flatten", "f", "g"))
                .addNode(node("Gemm", "y", "f", "fc.weight").addAttribute(number("transB", 1)));
    }

    /** Convolution of 3 × 3 pixels to four channels, BatchNorm, ReLU, global average, a linear layer. */
    public static Onnx.GraphProto.Builder classifier(int channels, int side, int classes) {
        return graph(-1, channels, side, side)
                .addInitializer(tensor("conv.weight", waves(36 * channels, 0), 4, channels, 3, 3))
                .addInitializer(tensor("conv.bias", waves(4, 0), 4))
                .addInitializer(tensor("bn.weight", waves(4, 1), 4))
                .addInitializer(tensor("bn.bias", waves(4, 0), 4))
                .addInitializer(tensor("bn.running_mean", waves(4, 0.25f), 4))
                .addInitializer(tensor("bn.running_var", waves(4, 2), 4))
                .addInitializer(tensor("fc.weight", waves(4 * classes, 0), classes, 4))
                .addInitializer(tensor("fc.bias", waves(classes, 0), classes))
                .addNode(node("Conv", "c", "x", "conv.weight", "conv.bias")
                        .addAttribute(attribute("kernel_shape", 3, 3))
                        .addAttribute(attribute("pads", 1, 1, 1, 1)))
                .addNode(node(
                        "BatchNormalization", "b", "c", "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var"))
                .addNode(node("Relu", "r", "b"))
                .addNode(node("GlobalAveragePool", "g", "r"))
                .addNode(node("Flatten", "f", "g"))
                .addNode(node("Gemm", "y", "f", "fc.weight", "fc.bias").addAttribute(number("transB", 1)));
    }

    /** Different numbers around {@code middle}. */
    private static float[] waves(int length, float middle) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (middle + 0.5 * Math.sin(i + 1));
        }
        return values;
    }
}
