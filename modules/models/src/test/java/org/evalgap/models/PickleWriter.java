package org.evalgap.models;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Writes values as pickles of protocol 2, as {@code torch.save} does. */
final class PickleWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A call of a global, which is what a pickle can make a careless reader do. */
    record Call(String module, String name, List<?> arguments) {}

    /** A global that is only named. */
    record Global(String module, String name) {}

    /** A tensor as a view of a storage. */
    record Tensor(String storageType, String key, long elements, long offset, List<Long> shape, List<Long> strides) {

        static Tensor vector(String key, long elements) {
            return new Tensor("FloatStorage", key, elements, 0, List.of(elements), List.of(1L));
        }
    }

    /** A tuple. */
    record Tuple(Object... values) {}

    static byte[] pickle(Object value) {
        PickleWriter writer = new PickleWriter();
        writer.bytes(0x80, 2);
        writer.write(value);
        writer.bytes('.');
        return writer.out.toByteArray();
    }

    private void write(Object value) {
        if (value instanceof String text) {
            byte[] utf = text.getBytes(StandardCharsets.UTF_8);
            bytes('X');
            number(utf.length);
            out.writeBytes(utf);
        } else if (value instanceof Boolean flag) {
            bytes(flag ? 0x88 : 0x89);
        } else if (value instanceof Number number) {
            bytes(0x8a, 8);
            out.writeBytes(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(number.longValue())
                    .array());
        } else if (value instanceof Map<?, ?> map) {
            bytes('}', '(');
            map.forEach((key, item) -> {
                write(key);
                write(item);
            });
            bytes('u');
        } else if (value instanceof List<?> list) {
            bytes(']', '(');
            list.forEach(this::write);
            bytes('e');
        } else if (value instanceof Tuple tuple) {
            bytes('(');
            List.of(tuple.values()).forEach(this::write);
            bytes('t');
        } else if (value instanceof Global global) {
            bytes('c');
            out.writeBytes((global.module() + "\n" + global.name() + "\n").getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof Call call) {
            write(new Global(call.module(), call.name()));
            write(new Tuple(call.arguments().toArray()));
            bytes('R');
        } else if (value instanceof Tensor tensor) {
            tensor(tensor);
        } else {
            throw new IllegalArgumentException("no pickle of " + value.getClass());
        }
    }

    private void tensor(Tensor tensor) {
        write(new Global("torch._utils", "_rebuild_tensor_v2"));
        bytes('(');
        write(new Tuple("storage", new Global("torch", tensor.storageType()), tensor.key(), "cpu", tensor.elements()));
        bytes('Q');
        write(tensor.offset());
        write(new Tuple(tensor.shape().toArray()));
        write(new Tuple(tensor.strides().toArray()));
        write(false);
        write(new Call("collections", "OrderedDict", List.of()));
        bytes('t', 'R');
    }

    private void number(int value) {
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    private void bytes(int... values) {
        for (int value : values) {
            out.write(value);
        }
    }
}
