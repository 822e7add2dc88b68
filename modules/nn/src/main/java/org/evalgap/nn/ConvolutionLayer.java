package org.evalgap.nn;

import java.util.ArrayList;
import java.util.List;

/** {@link LayerSpec.Conv2d} on [N, H, W, C]. */
final class ConvolutionLayer implements Layer {

    private final LayerSpec.Conv2d spec;
    private final Shape outputShape;
    private final Variable weight;
    private final Variable bias;

    ConvolutionLayer(int index, LayerSpec.Conv2d spec, Shape input) {
        this.spec = spec;
        this.outputShape = spec.outputShape(input);
        int kernel = spec.kernel();
        Initializer initializer = Initializer.uniform(kernel * kernel * input.channels());
        weight = new Variable(
                index, Variable.Role.WEIGHT, initializer, kernel, kernel, input.channels(), spec.channels());
        bias = spec.bias() ? new Variable(index, Variable.Role.BIAS, initializer, spec.channels()) : null;
    }

    @Override
    public List<Variable> variables() {
        return bias == null ? List.of(weight) : List.of(weight, bias);
    }

    @Override
    public Node compile(Compilation c, Tensor x) {
        Tensor y = c.allocate(c.batchSize(), outputShape.height(), outputShape.width(), outputShape.channels());
        Kernels k = c.kernels();
        for (Compilation.Block block : c.blocks(y)) {
            c.emit(k.convolution(block.of(x), weight.value(), block.of(y), spec));
            if (bias != null) {
                c.emit(k.addChannels(block.of(y), bias.value(), block.of(y)));
            }
        }
        return new ConvolutionNode(x, y);
    }

    private final class ConvolutionNode implements Node {
        private final Tensor x;
        private final Tensor y;

        ConvolutionNode(Tensor x, Tensor y) {
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
            Kernels k = c.kernels();
            if (bias != null) {
                c.emit(k.columnSums(dy, c.ones(dy.rows()), bias.gradient()));
            }
            List<Compilation.Block> blocks = new ArrayList<>(c.blocks(y));
            Compilation.Block first = blocks.remove(0);
            c.emit(k.convolutionGradients(
                    first.of(x), weight.value(), first.of(dy), first.of(dx), weight.gradient(), spec));
            if (!blocks.isEmpty()) {
                Tensor part = c.scratch(weight.shape());
                for (Compilation.Block block : blocks) {
                    c.emit(k.convolutionGradients(block.of(x), weight.value(), block.of(dy), block.of(dx), part, spec));
                    c.emit(k.add(weight.gradient(), part, weight.gradient()));
                }
            }
            return dx;
        }
    }
}
