package org.evalgap.models.tensor;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;

/**
 * Reads the pickle of a checkpoint into maps, lists, numbers and {@link TorchTensor}s. Only globals of {@link
 * TorchGlobals} are accepted; lengths are checked against what is left before anything is allocated.
 */
public final class TorchPickle extends Unpickler {

    /** Longest whole number; Python's hash seeds and the like fit. */
    private static final long LONGEST_NUMBER = 1024;

    /** A pickle that may not be read, with the form's two parts. */
    public static final class Refused extends PickleException {

        private static final long serialVersionUID = 1L;

        private final String expected;
        private final String received;

        Refused(String expected, String received) {
            super("expected " + expected + ", received " + received);
            this.expected = expected;
            this.received = received;
        }

        public ModelProblem problem(String entry) {
            return new ModelProblem(entry, expected, received);
        }
    }

    private TorchPickle() {}

    /**
     * @param pickle of an archive that {@code torch.save} wrote
     * @throws Refused if it names what is not allowed, or is no pickle of a checkpoint
     */
    public static Object read(byte[] pickle) {
        TorchPickle unpickler = new TorchPickle();
        try {
            return unpickler.load(new ByteArrayInputStream(pickle));
        } catch (Refused e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new Refused("a complete pickle", "one that ends early or is damaged (" + e + ")");
        }
    }

    @Override
    protected Object dispatch(short code) throws IOException {
        switch (code) {
            case Opcodes.GLOBAL -> global(PickleUtils.readline(input), PickleUtils.readline(input));
            case Opcodes.STACK_GLOBAL -> {
                String name = (String) stack.pop();
                global((String) stack.pop(), name);
            }
            case Opcodes.EMPTY_DICT -> stack.add(new LinkedHashMap<>());
            case Opcodes.SETITEM -> {
                Object value = stack.pop();
                Object key = stack.pop();
                put(dictionary(stack.peek()), key, value);
            }
            case Opcodes.SETITEMS -> {
                List<Object> items = stack.pop_all_since_marker();
                putAll(dictionary(stack.peek()), items);
            }
            case Opcodes.DICT -> {
                Map<Object, Object> dictionary = new LinkedHashMap<>();
                putAll(dictionary, stack.pop_all_since_marker());
                stack.add(dictionary);
            }
            // Attributes set on an object (_metadata of a state dict) hold no tensors, and sets neither.
            case Opcodes.BUILD -> stack.pop();
            case Opcodes.ADDITEMS -> stack.pop_all_since_marker();
            case Opcodes.FROZENSET -> {
                stack.pop_all_since_marker();
                stack.add(TorchGlobals.INERT);
            }
            case Opcodes.INST, Opcodes.OBJ, Opcodes.NEWOBJ_EX, Opcodes.PERSID, Opcodes.LONG, Opcodes.NEXT_BUFFER ->
                throw new Refused(
                        "a pickle as torch.save writes it", "one with the opcode " + code + ", which it does not use");
            default -> {
                checkLength(code);
                return super.dispatch(code);
            }
        }
        return NO_RETURN_VALUE;
    }

    /** Puts a pair into a dictionary if its key is one whose hash costs nothing; the others hold no state. */
    public static void put(Map<Object, Object> dictionary, Object key, Object value) {
        if (key instanceof String || key instanceof Number || key instanceof Boolean) {
            dictionary.put(key, value);
        }
    }

    private static void putAll(Map<Object, Object> dictionary, List<Object> items) {
        for (int i = 0; i + 1 < items.size(); i += 2) {
            put(dictionary, items.get(i), items.get(i + 1));
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<Object, Object> dictionary(Object object) {
        return object instanceof Map ? (Map<Object, Object>) object : new LinkedHashMap<>();
    }

    private void global(String module, String name) {
        IObjectConstructor constructor = TorchGlobals.find(module, name)
                .orElseThrow(() -> new Refused(
                        "only tensors and plain values (save model.state_dict(), not the model or other objects)",
                        "the global " + ModelProblem.printable(module + "." + name)
                                + ", which is not on the allow-list"));
        stack.add(constructor);
    }

    /** Lengths are read ahead: the library allocates what a length says. */
    private void checkLength(short code) throws IOException {
        int width = switch (code) {
            case Opcodes.BINUNICODE, Opcodes.BINBYTES, Opcodes.BINSTRING, Opcodes.LONG4 -> Integer.BYTES;
            case Opcodes.BINUNICODE8, Opcodes.BINBYTES8, Opcodes.BYTEARRAY8, Opcodes.FRAME -> Long.BYTES;
            default -> 0;
        };
        if (width == 0) {
            return;
        }
        input.mark(width);
        byte[] bytes = input.readNBytes(width);
        input.reset();
        long length = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            length = length << Byte.SIZE | bytes[i] & 0xff;
        }
        long most = code == Opcodes.LONG4 ? LONGEST_NUMBER : input.available() - width;
        if (bytes.length < width || length < 0 || length > most) {
            throw new Refused("at most " + most + " bytes to follow in the pickle", "a length of " + length);
        }
    }

    @Override
    protected Object persistentLoad(Object reference) {
        if (reference instanceof Object[] parts
                && parts.length >= 5
                && "storage".equals(parts[0])
                && parts[1] instanceof TorchGlobals.StorageClass storage
                && parts[2] instanceof String key
                && parts[4] instanceof Number elements) {
            return new TorchStorage(key, storage.type(), elements.longValue());
        }
        throw new Refused("references to storages of a known type", "another reference");
    }
}
