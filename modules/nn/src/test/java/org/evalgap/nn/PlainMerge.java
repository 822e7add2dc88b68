package org.evalgap.nn;

import java.util.ArrayList;
import java.util.List;

/** {@link Merge}. */
final class PlainMerge implements PlainOperation {

    private final Merge merge;
    private final List<Shape> shapes;
    private final Shape out;
    private List<double[]> inputs;

    PlainMerge(PlacedNode node) {
        merge = (Merge) node.operator();
        shapes = node.inputShapes();
        out = node.outputShape();
    }

    @Override
    public double[] forward(List<double[]> xs) {
        inputs = xs;
        double[] y = new double[xs.get(0).length / shapes.get(0).size() * out.size()];
        for (int o = 0; o < y.length; o++) {
            y[o] = merge instanceof Merge.Multiply ? 1 : 0;
            for (int i = 0; i < xs.size(); i++) {
                int position = position(i, o);
                if (position >= 0) {
                    double x = xs.get(i)[position];
                    y[o] = merge instanceof Merge.Multiply ? y[o] * x : y[o] + x;
                }
            }
        }
        return y;
    }

    @Override
    public List<double[]> backward(double[] dy) {
        List<double[]> gradients = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            double[] dx = new double[inputs.get(i).length];
            for (int o = 0; o < dy.length; o++) {
                int position = position(i, o);
                if (position >= 0) {
                    dx[position] +=
                            merge instanceof Merge.Multiply ? dy[o] * inputs.get(1 - i)[position(1 - i, o)] : dy[o];
                }
            }
            gradients.add(dx);
        }
        return gradients;
    }

    /** Where in input {@code i} the value is that goes into output value {@code o}; −1 if there is none. */
    private int position(int i, int o) {
        Shape in = shapes.get(i);
        int channel = o % out.channels();
        int pixel = o / out.channels() % out.pixels();
        int sample = o / out.size();
        if (merge instanceof Merge.Concat) {
            for (int before = 0; before < i; before++) {
                channel -= shapes.get(before).channels();
            }
            if (channel < 0 || channel >= in.channels()) {
                return -1;
            }
        }
        return sample * in.size() + (in.pixels() == 1 ? 0 : pixel * in.channels()) + channel;
    }
}
