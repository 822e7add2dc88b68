package org.evalgap.models.tensor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.PickleException;

/**
 * The globals that a checkpoint's pickle may name, and what stands for each here. A pickle is a program that calls
 * globals: one that is not in this list ends the reading, and none that is runs anything but the few lines below.
 */
final class TorchGlobals {

    /** Stands for a value that holds no tensors: its content is dropped. */
    static final Object INERT = new Object();

    private static final IObjectConstructor INERT_CONSTRUCTOR = arguments -> INERT;

    private static final Map<String, ElementType> STORAGES = Map.ofEntries(
            Map.entry("torch.DoubleStorage", ElementType.FLOAT64),
            Map.entry("torch.FloatStorage", ElementType.FLOAT32),
            Map.entry("torch.HalfStorage", ElementType.FLOAT16),
            Map.entry("torch.BFloat16Storage", ElementType.BFLOAT16),
            Map.entry("torch.LongStorage", ElementType.INT64),
            Map.entry("torch.IntStorage", ElementType.INT32),
            Map.entry("torch.ShortStorage", ElementType.INT16),
            Map.entry("torch.CharStorage", ElementType.INT8),
            Map.entry("torch.ByteStorage", ElementType.UINT8),
            Map.entry("torch.BoolStorage", ElementType.BOOL));

    private static final Map<String, IObjectConstructor> CONSTRUCTORS = Map.of(
            "collections.OrderedDict",
            TorchGlobals::dictionary,
            "collections.defaultdict",
            arguments -> new LinkedHashMap<>(),
            "torch._utils._rebuild_tensor",
            TorchGlobals::tensor,
            "torch._utils._rebuild_tensor_v2",
            TorchGlobals::tensor,
            "torch._utils._rebuild_parameter",
            arguments -> arguments[0],
            "torch._utils._rebuild_parameter_with_state",
            arguments -> arguments[0]);

    /** What training scripts put beside the state: numbers, paths, arguments. */
    private static final Set<String> INERT_GLOBALS = Set.of(
            "torch.Size",
            "torch.device",
            "collections.Counter",
            "argparse.Namespace",
            "pathlib.PosixPath",
            "pathlib.WindowsPath",
            "pathlib.PurePosixPath",
            "pathlib._local.PosixPath",
            "numpy.dtype",
            "numpy.ndarray",
            "numpy.core.multiarray.scalar",
            "numpy.core.multiarray._reconstruct",
            "numpy._core.multiarray.scalar",
            "numpy._core.multiarray._reconstruct",
            "_codecs.encode",
            "datetime.datetime",
            "datetime.timedelta");

    private static final Set<String> INERT_BUILTINS =
            Set.of("set", "frozenset", "list", "dict", "tuple", "int", "float", "str", "bool", "complex", "bytearray");

    private static final Set<String> TYPES = Set.of(
            "float64",
            "double",
            "float32",
            "float",
            "float16",
            "half",
            "bfloat16",
            "int64",
            "long",
            "int32",
            "int",
            "int16",
            "short",
            "int8",
            "uint8",
            "bool");

    private TorchGlobals() {}

    /** Stands for a storage class; it is never called, only named in a reference to a storage. */
    public record StorageClass(ElementType type) implements IObjectConstructor {
        @Override
        public Object construct(Object[] arguments) {
            throw new PickleException("a storage outside of the archive");
        }
    }

    /** What stands for a global; empty if it is not allowed. */
    public static Optional<IObjectConstructor> find(String module, String name) {
        String global = module + "." + name;
        ElementType storage = STORAGES.get(global);
        if (storage != null) {
            return Optional.of(new StorageClass(storage));
        }
        IObjectConstructor constructor = CONSTRUCTORS.get(global);
        if (constructor != null) {
            return Optional.of(constructor);
        }
        boolean builtin = module.equals("builtins") || module.equals("__builtin__");
        boolean inert = INERT_GLOBALS.contains(global)
                || builtin && INERT_BUILTINS.contains(name)
                || module.equals("torch") && TYPES.contains(name);
        return inert ? Optional.of(INERT_CONSTRUCTOR) : Optional.empty();
    }

    private static Object dictionary(Object[] arguments) {
        Map<Object, Object> dictionary = new LinkedHashMap<>();
        if (arguments.length > 0 && arguments[0] instanceof List<?> pairs) {
            for (Object pair : pairs) {
                List<?> entry = (List<?>) pair;
                TorchPickle.put(dictionary, entry.get(0), entry.get(1));
            }
        }
        return dictionary;
    }

    private static Object tensor(Object[] arguments) {
        return new TorchTensor(
                (TorchStorage) arguments[0],
                ((Number) arguments[1]).longValue(),
                longs((Object[]) arguments[2]),
                longs((Object[]) arguments[3]));
    }

    private static long[] longs(Object[] numbers) {
        long[] values = new long[numbers.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = ((Number) numbers[i]).longValue();
        }
        return values;
    }
}
