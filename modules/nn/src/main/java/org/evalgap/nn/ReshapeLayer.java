package org.evalgap.nn;

import java.util.ArrayList;
import java.util.List;

/** Between the orders [H, W, C] and [C, H, W]: what {@link Rearrangement.Reshape} is made of. */
final class ReshapeLayer implements Layer {

    private final Shape image;
    private final boolean channelsFirst;

    /** @param channelsFirst whether [H, W, C] becomes [C, H, W], or the other way round */
    private ReshapeLayer(Shape image, boolean channelsFirst) {
        this.image = image;
        this.channelsFirst = channelsFirst;
    }

    /** {@link Rearrangement.Reshape}; a view where both orders agree. */
    static Layer of(Shape input, Shape output) {
        List<Layer> layers = new ArrayList<>();
        if (input.pixels() > 1 && input.channels() > 1) {
            layers.add(new ReshapeLayer(input, true));
        }
        if (output.pixels() > 1 && output.channels() > 1) {
            layers.add(new ReshapeLayer(output, false));
        } else {
            layers.add(new ViewLayer(output));
        }
        return Chain.of(layers);
    }

    @Override
    public Node compile(Compilation c, Tensor x) {
        Tensor y = c.values(channelsFirst ? Shape.features(image.size()) : image);
        move(c, x, y, channelsFirst);
        return new ReshapeNode(x, y);
    }

    private void move(Compilation c, Tensor x, Tensor y, boolean toChannelsFirst) {
        View from = toChannelsFirst
                ? channelsLast(x).transpose(1, 2)
                : channelsFirst(x).transpose(1, 2);
        c.emit(c.elements().copy(from, toChannelsFirst ? channelsFirst(y) : channelsLast(y)));
    }

    private View channelsLast(Tensor x) {
        return View.of(x, x.length() / image.size(), image.pixels(), image.channels());
    }

    private View channelsFirst(Tensor x) {
        return View.of(x, x.length() / image.size(), image.channels(), image.pixels());
    }

    private final class ReshapeNode implements Node {
        private final Tensor x;
        private final Tensor y;

        ReshapeNode(Tensor x, Tensor y) {
            this.x = x;
            this.y = y;
        }

        @Override
        public Tensor output() {
            return y;
        }

        @Override
        public Tensor backward(Compilation c, Tensor dy) {
            Tensor dx = c.allocate(x.shape());
            move(c, dy, dx, !channelsFirst);
            return dx;
        }
    }
}
