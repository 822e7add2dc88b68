package org.evalgap.models.network;

import java.util.List;
import java.util.Optional;
import org.evalgap.models.OnnxNode;
import org.evalgap.models.tensor.TensorData;

/** What is known of a tensor of the ONNX graph while it is turned into one of ours. */
sealed interface ImportedValue {

    /** Sizes with ONNX's order of dimensions, the batch first. */
    long[] shape();

    /**
     * A tensor that does not depend on the images.
     *
     * @param parameter the parameter or buffer of whose elements this is a view, in any shape
     */
    record Constant(TensorData data, Optional<String> parameter) implements ImportedValue {

        Constant(TensorData data) {
            this(data, Optional.empty());
        }

        @Override
        public long[] shape() {
            return data.shape();
        }

        boolean isScalar(double value) {
            return data.length() == 1 && Math.abs(data.get(0) - value) <= 1e-6 * Math.max(1, Math.abs(value));
        }

        boolean isFilledWith(double value) {
            for (int i = 0; i < data.length(); i++) {
                if (data.get(i) != value) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * What a node of our graph leaves.
     *
     * @param node its name, or that of the graph's input
     * @param shape [N, C, H, W] or [N, F]
     */
    record Activations(String node, long[] shape) implements ImportedValue {}

    /** What an ONNX node leaves that may turn out to be a part of a known formula. */
    record Pending(OnnxNode node, List<ImportedValue> inputs, long[] shape) implements ImportedValue {

        boolean is(String type) {
            return node.type().equals(type);
        }

        ImportedValue input(int index) {
            return inputs.get(index);
        }
    }

    /** What a node leaves that was already reported, or depends on one. */
    record Unknown() implements ImportedValue {
        @Override
        public long[] shape() {
            throw new UnsupportedNode();
        }
    }
}
