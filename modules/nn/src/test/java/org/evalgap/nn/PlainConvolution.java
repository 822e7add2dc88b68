package org.evalgap.nn;

import java.util.HashMap;
import java.util.Map;

/** {@link Spatial.Convolution}, and {@link LayerSpec.Linear} as the 1 × 1 convolution of a 1 × 1 image. */
final class PlainConvolution implements PlainLayer {

    private final Spatial.Convolution spec;
    private final Shape in;
    private final Shape out;
    private final Variable weight;
    private final Variable bias;
    private final Map<Variable, double[]> gradients = new HashMap<>();
    private double[] input;

    /** Does something for one product of the sum: input value i and weight w meet in output value o. */
    private interface Product {
        void at(int i, int w, int o);
    }

    PlainConvolution(Spatial.Convolution spec, Shape in, Variable weight, Variable bias) {
        this.spec = spec;
        this.in = in;
        this.out = spec.outputShape(in);
        this.weight = weight;
        this.bias = bias;
    }

    @Override
    public double[] forward(double[] x) {
        input = x;
        double[] y = new double[x.length / in.size() * out.size()];
        forEachProduct(
                y.length / out.size(),
                (i, w, o) -> y[o] += x[i] * weight.values().get(w));
        for (int o = 0; o < y.length && bias != null; o++) {
            y[o] += bias.values().get(o % out.channels());
        }
        return y;
    }

    @Override
    public double[] gradient(double[] dy) {
        double[] dx = new double[input.length];
        double[] dw = new double[weight.length()];
        forEachProduct(dy.length / out.size(), (i, w, o) -> {
            dx[i] += dy[o] * weight.values().get(w);
            dw[w] += dy[o] * input[i];
        });
        gradients.put(weight, dw);
        if (bias != null) {
            double[] db = new double[bias.length()];
            for (int o = 0; o < dy.length; o++) {
                db[o % out.channels()] += dy[o];
            }
            gradients.put(bias, db);
        }
        return dx;
    }

    @Override
    public Map<Variable, double[]> gradients() {
        return gradients;
    }

    private void forEachProduct(int samples, Product product) {
        Window window = spec.window();
        for (int n = 0; n < samples; n++) {
            for (int y = 0; y < out.height(); y++) {
                for (int x = 0; x < out.width(); x++) {
                    for (int ky = 0; ky < window.kernel().height(); ky++) {
                        for (int kx = 0; kx < window.kernel().width(); kx++) {
                            int iy = y * window.stride().height()
                                    + ky * window.dilation().height()
                                    - window.padding().top();
                            int ix = x * window.stride().width()
                                    + kx * window.dilation().width()
                                    - window.padding().left();
                            if (iy >= 0 && iy < in.height() && ix >= 0 && ix < in.width()) {
                                forEachChannel(
                                        ((n * in.height() + iy) * in.width() + ix) * in.channels(),
                                        (ky * window.kernel().width() + kx)
                                                * (in.channels() / spec.groups())
                                                * out.channels(),
                                        ((n * out.height() + y) * out.width() + x) * out.channels(),
                                        product);
                            }
                        }
                    }
                }
            }
        }
    }

    private void forEachChannel(int i, int w, int o, Product product) {
        int inputs = in.channels() / spec.groups();
        int outputs = out.channels() / spec.groups();
        for (int co = 0; co < out.channels(); co++) {
            int group = co / outputs;
            for (int ci = 0; ci < inputs; ci++) {
                product.at(i + group * inputs + ci, w + ci * out.channels() + co, o + co);
            }
        }
    }
}
