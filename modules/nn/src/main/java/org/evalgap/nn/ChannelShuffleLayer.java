package org.evalgap.nn;

/** {@link Rearrangement.ChannelShuffle}: the channels of every pixel as a matrix, transposed. */
final class ChannelShuffleLayer implements Layer {

    private final int groups;

    ChannelShuffleLayer(int groups) {
        this.groups = groups;
    }

    @Override
    public Node compile(Compilation c, Tensor x) {
        Tensor y = c.values(x.shape());
        c.emit(c.elements().copy(matrices(x).transpose(1, 2), transposed(y)));
        return new ShuffleNode(y);
    }

    /** [R, groups, C / groups]. */
    private View matrices(Tensor x) {
        return View.of(x, x.rows(), groups, x.channels() / groups);
    }

    /** [R, C / groups, groups]. */
    private View transposed(Tensor y) {
        return View.of(y, y.rows(), y.channels() / groups, groups);
    }

    private final class ShuffleNode implements Node {
        private final Tensor y;

        ShuffleNode(Tensor y) {
            this.y = y;
        }

        @Override
        public Tensor output() {
            return y;
        }

        @Override
        public Tensor backward(Compilation c, Tensor dy) {
            Tensor dx = c.allocate(dy.shape());
            c.emit(c.elements().copy(transposed(dy).transpose(1, 2), matrices(dx)));
            return dx;
        }
    }
}
