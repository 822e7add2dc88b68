package org.evalgap.nn;

/**
 * One named array of a network's state: a trainable parameter or a running statistic.
 *
 * <p>Layout: weights of a convolution [kh, kw, in / groups, out], of a linear layer [in, out] with an image's features in the order
 * [H, W, C]; everything else [channels].
 */
public final class Variable {

    static final String CLOSED = "this network is closed: its memory is freed";

    private final int layer;
    private final String name;
    private final Role role;
    private final long[] shape;
    private final Initializer initializer;
    private Tensor value;
    private Values values;
    private Tensor gradient;

    /** What the array is to its layer. */
    public enum Role {
        WEIGHT(true, "weight"),
        BIAS(true, "bias"),
        RUNNING_MEAN(false, "running_mean"),
        RUNNING_VARIANCE(false, "running_var");

        private final boolean trainable;
        private final String array;

        Role(boolean trainable, String array) {
            this.trainable = trainable;
            this.array = array;
        }

        public boolean trainable() {
            return trainable;
        }
    }

    Variable(PlacedNode node, Role role, Initializer initializer, long... shape) {
        layer = node.layer();
        name = node.parameter(role.array);
        this.role = role;
        this.initializer = initializer;
        this.shape = shape.clone();
    }

    /** Number of the layer, as {@link NetworkSpec#forEachLayer} counts. */
    public int layer() {
        return layer;
    }

    public Role role() {
        return role;
    }

    /** Its name in a state dictionary. */
    public String name() {
        return name;
    }

    public long[] shape() {
        return shape.clone();
    }

    public int length() {
        return Math.toIntExact(Tensor.length(shape));
    }

    /** The values themselves: writing them changes the network. Not to be used after the network is closed. */
    public Values values() {
        if (values == null) {
            throw new IllegalStateException(CLOSED);
        }
        return values;
    }

    /** The gradient that the last backward pass left; only of a trainable array. */
    public Values gradientValues() {
        if (gradient == null) {
            throw new IllegalStateException(role + " of layer " + layer + " is not trained and has no gradient");
        }
        return gradient.values();
    }

    void bind(Tensor newValue, Tensor newGradient) {
        value = newValue;
        values = newValue == null ? null : newValue.values();
        gradient = newGradient;
    }

    Tensor value() {
        return value;
    }

    Tensor gradient() {
        return gradient;
    }

    Initializer initializer() {
        return initializer;
    }
}
