package org.evalgap.nn;

/** Operators that compute nothing: they leave values, or some of them, at other places. */
public sealed interface Rearrangement extends LayerSpec {

    /** The input itself. */
    record Identity() implements Rearrangement {
        @Override
        public Shape outputShape(Shape input) {
            return input;
        }
    }

    /**
     * The values in PyTorch's order [C, H, W] under another shape; to a feature vector it is PyTorch's {@code Flatten}.
     * {@link LayerSpec.Flatten} keeps the engine's order [H, W, C] instead, which costs nothing and is another network
     * to whoever brings weights along.
     *
     * @param output shape of the same number of values
     */
    record Reshape(Shape output) implements Rearrangement {
        @Override
        public Shape outputShape(Shape input) {
            if (input.size() != output.size()) {
                throw new ShapeException(
                        "output", "a shape of the input's " + input.size() + " values", output.toString());
            }
            return output;
        }
    }

    /** {@link Reshape} to a feature vector of whatever enters. */
    record FlattenChannelsFirst() implements Rearrangement {
        @Override
        public Shape outputShape(Shape input) {
            return Shape.features(input.size());
        }
    }

    /**
     * Some of the channels.
     *
     * @param from the first, at least 0
     * @param to behind the last
     */
    record ChannelSlice(int from, int to) implements Rearrangement {
        public ChannelSlice {
            LayerSpec.atLeast("from", 0, from);
            LayerSpec.atLeast("to", from + 1, to);
        }

        @Override
        public Shape outputShape(Shape input) {
            if (to > input.channels()) {
                throw new ShapeException("to", "at most the " + input.channels() + " channels", Integer.toString(to));
            }
            return new Shape(input.height(), input.width(), to - from);
        }
    }

    /**
     * Channel i of group g becomes channel i · groups + g, as in ShuffleNet: [groups, C / groups] transposed.
     *
     * @param groups at least 1; divides the channels
     */
    record ChannelShuffle(int groups) implements Rearrangement {
        public ChannelShuffle {
            LayerSpec.atLeast("groups", 1, groups);
        }

        @Override
        public Shape outputShape(Shape input) {
            if (input.channels() % groups != 0) {
                throw new ShapeException(
                        "groups", "a divisor of the " + input.channels() + " channels", Integer.toString(groups));
            }
            return input;
        }
    }
}
