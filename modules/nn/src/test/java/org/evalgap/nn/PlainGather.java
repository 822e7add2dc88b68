package org.evalgap.nn;

import java.util.function.IntUnaryOperator;

/** Values taken from other places of a sample: pads, slices, shuffles, reshapes. */
final class PlainGather implements PlainLayer {

    private final Shape in;
    private final Shape out;
    private final IntUnaryOperator source;
    private final double constant;

    /** @param source where in a sample's input an output value comes from; below 0 for {@code constant} */
    private PlainGather(Shape in, Shape out, double constant, IntUnaryOperator source) {
        this.in = in;
        this.out = out;
        this.constant = constant;
        this.source = source;
    }

    static PlainGather pad(Spatial.Pad spec, Shape in) {
        Shape out = spec.outputShape(in);
        return new PlainGather(in, out, spec.value(), o -> {
            int y = o / out.channels() / out.width() - spec.padding().top();
            int x = o / out.channels() % out.width() - spec.padding().left();
            boolean inside = y >= 0 && y < in.height() && x >= 0 && x < in.width();
            return inside ? (y * in.width() + x) * in.channels() + o % in.channels() : -1;
        });
    }

    static PlainGather of(Rearrangement spec, Shape in) {
        Shape out = spec.outputShape(in);
        return new PlainGather(in, out, 0, o -> {
            int channel = o % out.channels();
            int pixel = o / out.channels();
            if (spec instanceof Rearrangement.ChannelSlice slice) {
                return pixel * in.channels() + slice.from() + channel;
            } else if (spec instanceof Rearrangement.ChannelShuffle shuffle) {
                int perGroup = in.channels() / shuffle.groups();
                return pixel * in.channels() + channel % shuffle.groups() * perGroup + channel / shuffle.groups();
            } else if (spec instanceof Rearrangement.Identity) {
                return o;
            }
            int channelsFirst = channel * out.pixels() + pixel;
            return channelsFirst % in.pixels() * in.channels() + channelsFirst / in.pixels();
        });
    }

    @Override
    public double[] forward(double[] x) {
        double[] y = new double[x.length / in.size() * out.size()];
        for (int o = 0; o < y.length; o++) {
            int position = source.applyAsInt(o % out.size());
            y[o] = position < 0 ? constant : x[o / out.size() * in.size() + position];
        }
        return y;
    }

    @Override
    public double[] gradient(double[] dy) {
        double[] dx = new double[dy.length / out.size() * in.size()];
        for (int o = 0; o < dy.length; o++) {
            int position = source.applyAsInt(o % out.size());
            if (position >= 0) {
                dx[o / out.size() * in.size() + position] += dy[o];
            }
        }
        return dx;
    }
}
