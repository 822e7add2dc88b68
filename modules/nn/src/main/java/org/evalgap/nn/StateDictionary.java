package org.evalgap.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A network's state by the names and in the layout of a PyTorch state dictionary: weights of convolutions [out, in / groups,
 * kh, kw], of linear layers [out, in], everything else [channels], and {@code num_batches_tracked} as one number. Reads and
 * writes go to the network itself.
 *
 * <p>A linear layer behind {@link Rearrangement.FlattenChannelsFirst} takes its features in PyTorch's order; behind {@link
 * LayerSpec.Flatten} it takes them as [H, W, C].
 */
public final class StateDictionary {

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final NetworkMemory network;

    private interface Entry {
        long[] shape();

        float[] get();

        void set(float[] values);
    }

    /** @throws ShapeException if two arrays have one name */
    StateDictionary(NetworkMemory network, List<Variable> variables, List<RunningStatistics> runningStatistics) {
        this.network = network;
        Map<String, RunningStatistics> counters = new LinkedHashMap<>();
        runningStatistics.forEach(
                running -> counters.put(running.varianceVariable().name(), running));
        for (Variable variable : variables) {
            add(variable.name(), new Array(variable));
            // As in PyTorch, the counter follows the variance.
            RunningStatistics counted = counters.get(variable.name());
            if (counted != null) {
                add(counted.counterName(), new Counter(counted));
            }
        }
    }

    /** Names of all arrays, layer by layer. */
    public List<String> names() {
        return List.copyOf(entries.keySet());
    }

    /** Names of the arrays that are trained. */
    public List<String> parameters() {
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Array array && array.trainable())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Shape of an array; that of a counter has no dimension. */
    public long[] shape(String name) {
        return entry(name).shape();
    }

    /** A copy of an array's values, row-major. */
    public float[] get(String name) {
        network.requireOpen();
        return entry(name).get();
    }

    /** Sets an array, row-major. */
    public void set(String name, float[] values) {
        network.requireOpen();
        Entry entry = entry(name);
        if (values.length != Tensor.length(entry.shape())) {
            throw new IllegalArgumentException(wrongLength(name, entry, values));
        }
        entry.set(values);
    }

    /** The gradient that the last backward pass left for a trained array, in the array's layout. */
    public float[] gradient(String name) {
        network.requireOpen();
        if (entry(name) instanceof Array array && array.trainable()) {
            return array.gradient();
        }
        throw new IllegalArgumentException(name + " is not trained and has no gradient");
    }

    /**
     * Sets every array.
     *
     * @param values by name; counters may be missing, as in checkpoints of old versions, and are then 0
     * @throws IllegalArgumentException that lists every array that is missing, unknown or of another length; nothing is
     *     set then
     */
    public void load(Map<String, float[]> values) {
        network.requireOpen();
        List<String> problems = new ArrayList<>();
        entries.forEach((name, entry) -> {
            if (!values.containsKey(name) && entry instanceof Array) {
                problems.add(name + ": expected " + Tensor.length(entry.shape()) + " values, received none");
            } else if (values.containsKey(name) && values.get(name).length != Tensor.length(entry.shape())) {
                problems.add(wrongLength(name, entry, values.get(name)));
            }
        });
        Set<String> unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(entries.keySet());
        unknown.forEach(name -> problems.add(name + ": expected the name of an array of this network, received "
                + values.get(name).length + " values for it"));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("cannot load this state: " + String.join("; ", problems));
        }
        entries.forEach((name, entry) -> entry.set(values.getOrDefault(name, new float[1])));
    }

    private void add(String name, Entry entry) {
        if (entries.put(name, entry) != null) {
            throw new ShapeException("nodes", "one array for each name", name + " twice");
        }
    }

    private Entry entry(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new IllegalArgumentException(name + ": this network has no such array");
        }
        return entry;
    }

    private static String wrongLength(String name, Entry entry, float[] values) {
        return name + ": expected " + Tensor.length(entry.shape()) + " values, received " + values.length;
    }

    /** The engine stores a weight [kh, kw, in, out] or [in, out]. */
    private record Array(Variable variable) implements Entry {

        boolean trainable() {
            return variable.role().trainable();
        }

        @Override
        public long[] shape() {
            long[] stored = variable.shape();
            return switch (stored.length) {
                case 4 -> new long[] {stored[3], stored[2], stored[0], stored[1]};
                case 2 -> new long[] {stored[1], stored[0]};
                default -> stored;
            };
        }

        @Override
        public float[] get() {
            return read(variable.values());
        }

        float[] gradient() {
            return read(variable.gradientValues());
        }

        @Override
        public void set(float[] values) {
            int[] places = places();
            float[] stored = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                stored[places[i]] = values[i];
            }
            variable.values().copyFrom(stored, 0, 0, stored.length);
        }

        private float[] read(Values from) {
            int[] places = places();
            float[] stored = new float[places.length];
            from.copyTo(0, stored, 0, stored.length);
            float[] values = new float[places.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = stored[places[i]];
            }
            return values;
        }

        /** Where the engine has the values of PyTorch's order. */
        private int[] places() {
            long[] stored = variable.shape();
            int outputs = (int) stored[stored.length - 1];
            int inputs = stored.length == 1 ? 1 : (int) stored[stored.length - 2];
            int pixels = variable.length() / inputs / outputs;
            int[] places = new int[variable.length()];
            for (int i = 0; i < places.length; i++) {
                int output = i / (inputs * pixels);
                int input = i / pixels % inputs;
                places[i] = (i % pixels * inputs + input) * outputs + output;
            }
            return places;
        }
    }

    private record Counter(RunningStatistics running) implements Entry {
        @Override
        public long[] shape() {
            return new long[0];
        }

        @Override
        public float[] get() {
            return new float[] {running.batches()};
        }

        @Override
        public void set(float[] values) {
            running.batches((long) values[0]);
        }
    }
}
