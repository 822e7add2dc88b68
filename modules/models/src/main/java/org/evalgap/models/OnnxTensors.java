package org.evalgap.models;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import onnx.Onnx;
import org.evalgap.models.tensor.ElementType;
import org.evalgap.models.tensor.ModelProblem;
import org.evalgap.models.tensor.Reason;
import org.evalgap.models.tensor.TensorData;

/** Makes tensors of ONNX's: values in typed lists, in raw bytes, or in a file beside the model. */
public final class OnnxTensors {

    private static final Map<Integer, ElementType> TYPES = Map.of(
            Onnx.TensorProto.DataType.DOUBLE_VALUE, ElementType.FLOAT64,
            Onnx.TensorProto.DataType.FLOAT_VALUE, ElementType.FLOAT32,
            Onnx.TensorProto.DataType.FLOAT16_VALUE, ElementType.FLOAT16,
            Onnx.TensorProto.DataType.BFLOAT16_VALUE, ElementType.BFLOAT16,
            Onnx.TensorProto.DataType.INT64_VALUE, ElementType.INT64,
            Onnx.TensorProto.DataType.INT32_VALUE, ElementType.INT32,
            Onnx.TensorProto.DataType.INT16_VALUE, ElementType.INT16,
            Onnx.TensorProto.DataType.INT8_VALUE, ElementType.INT8,
            Onnx.TensorProto.DataType.UINT8_VALUE, ElementType.UINT8,
            Onnx.TensorProto.DataType.BOOL_VALUE, ElementType.BOOL);

    private final Path model;

    /** @param model the file beside which external data may lie */
    public OnnxTensors(Path model) {
        this.model = model;
    }

    /** A tensor that cannot be read. */
    public static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient ModelProblem problem;

        Unreadable(String tensor, String expected, String received) {
            this.problem = new ModelProblem(ModelProblem.printable(tensor), expected, received);
        }

        public ModelProblem problem() {
            return problem;
        }
    }

    public TensorData read(Onnx.TensorProto tensor) throws Unreadable {
        String name = tensor.getName();
        ElementType type = TYPES.get(tensor.getDataType());
        if (type == null) {
            throw new Unreadable(
                    name,
                    "a tensor of "
                            + TYPES.values().stream()
                                    .sorted()
                                    .map(ElementType::toString)
                                    .collect(Collectors.joining(", ")),
                    typeName(tensor.getDataType()));
        }
        long[] shape = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        long bytes = bytes(name, shape, type);
        boolean external = tensor.getDataLocation() == Onnx.TensorProto.DataLocation.EXTERNAL;
        ByteBuffer raw = external
                ? external(tensor, bytes)
                : !tensor.getRawData().isEmpty()
                        ? tensor.getRawData().asReadOnlyByteBuffer()
                        : typed(tensor, type, bytes);
        if (raw.remaining() != bytes) {
            throw new Unreadable(
                    name,
                    bytes + " bytes for " + TensorData.shapeText(shape) + " of " + type,
                    raw.remaining() + " bytes");
        }
        return new TensorData(type, shape, raw);
    }

    private static long bytes(String name, long[] shape, ElementType type) throws Unreadable {
        try {
            long bytes = Math.multiplyExact(TensorData.length(shape), (long) type.bytes());
            if (bytes <= Integer.MAX_VALUE - 8) {
                return bytes;
            }
        } catch (ArithmeticException e) {
            throw new Unreadable(name, "a tensor below 2 GiB", "one of shape " + TensorData.shapeText(shape));
        }
        throw new Unreadable(name, "a tensor below 2 GiB", "one of shape " + TensorData.shapeText(shape));
    }

    private static ByteBuffer typed(Onnx.TensorProto tensor, ElementType type, long bytes) throws Unreadable {
        int count = switch (type) {
            case FLOAT64 -> tensor.getDoubleDataCount();
            case FLOAT32 -> tensor.getFloatDataCount();
            case INT64 -> tensor.getInt64DataCount();
            default -> tensor.getInt32DataCount();
        };
        if ((long) count * type.bytes() != bytes) {
            throw new Unreadable(tensor.getName(), bytes / type.bytes() + " values", Integer.toString(count));
        }
        ByteBuffer raw = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            switch (type) {
                case FLOAT64 -> raw.putDouble(tensor.getDoubleData(i));
                case FLOAT32 -> raw.putFloat(tensor.getFloatData(i));
                case INT64 -> raw.putLong(tensor.getInt64Data(i));
                case INT32 -> raw.putInt(tensor.getInt32Data(i));
                // Halves lie as their bits in 32-bit integers.
                case FLOAT16, BFLOAT16, INT16 -> raw.putShort((short) tensor.getInt32Data(i));
                case INT8, UINT8, BOOL -> raw.put((byte) tensor.getInt32Data(i));
            }
        }
        return raw.flip();
    }

    private ByteBuffer external(Onnx.TensorProto tensor, long bytes) throws Unreadable {
        Map<String, String> place = tensor.getExternalDataList().stream()
                .collect(Collectors.toMap(
                        Onnx.StringStringEntryProto::getKey, Onnx.StringStringEntryProto::getValue, (a, b) -> b));
        String location = place.getOrDefault("location", "");
        try {
            Path file = ExternalData.resolve(model, location)
                    .orElseThrow(() -> new Unreadable(
                            tensor.getName(),
                            "external data in the model's own folder",
                            "the file " + ModelProblem.printable(location)));
            long offset = Long.parseLong(place.getOrDefault("offset", "0"));
            long length = Long.parseLong(place.getOrDefault("length", Long.toString(bytes)));
            if (length != bytes) {
                throw new Unreadable(tensor.getName(), bytes + " bytes of external data", length + " bytes");
            }
            return ExternalData.read(file, offset, (int) bytes);
        } catch (NumberFormatException e) {
            throw new Unreadable(tensor.getName(), "an offset and a length of external data", e.getMessage());
        } catch (IOException e) {
            throw new Unreadable(
                    tensor.getName(),
                    bytes + " bytes of external data in " + ModelProblem.printable(location),
                    Reason.of(e));
        }
    }

    /** What an initializer becomes when it has other values. */
    static Onnx.TensorProto withValues(Onnx.TensorProto tensor, String name, ElementType type, double[] values) {
        return tensor.toBuilder()
                .setName(name)
                .clearFloatData()
                .clearDoubleData()
                .clearInt32Data()
                .clearInt64Data()
                .clearExternalData()
                .clearDataLocation()
                .setRawData(org.nd4j.shade.protobuf.ByteString.copyFrom(TensorData.encode(type, values)))
                .build();
    }

    private static String typeName(int type) {
        return Optional.ofNullable(Onnx.TensorProto.DataType.forNumber(type))
                .map(known -> known.name().toLowerCase(java.util.Locale.ROOT))
                .orElse("type " + type);
    }
}
