package org.evalgap.nn;

import java.util.ArrayList;
import java.util.List;

/** {@link Spatial.Convolution} on [N, H, W, C]. */
final class ConvolutionLayer implements Layer {

    /** Values of a patch up to which {@link PatchNode} was measured to win. */
    private static final int LARGEST_PATCH = 100;

    /** Cache blocks that the native convolution takes at once, and that a product of patches does: as measured. */
    private static final int NATIVE_BLOCKS = 8;

    private static final int PATCH_BLOCKS = 2;

    private final Spatial.Convolution spec;
    private final Correlation correlation;
    private final Shape outputShape;
    private final Variable weight;
    private final Variable bias;

    private ConvolutionLayer(PlacedNode node, Spatial.Convolution spec, Shape input) {
        this.spec = spec;
        outputShape = spec.outputShape(input);
        correlation = Correlation.of(spec, input);
        Window.Size kernel = spec.window().kernel();
        int inputs = input.channels() / spec.groups();
        Initializer initializer = Initializer.uniform(kernel.height() * kernel.width() * inputs);
        weight = new Variable(
                node, Variable.Role.WEIGHT, initializer, kernel.height(), kernel.width(), inputs, spec.channels());
        bias = spec.bias() ? new Variable(node, Variable.Role.BIAS, initializer, spec.channels()) : null;
    }

    /** Any convolution; behind a border of zeros where native kernels could not pad. */
    static Layer of(PlacedNode node, Spatial.Convolution spec) {
        Shape input = node.inputShape();
        Window.Padding padding = spec.window().padding();
        if (padding.symmetric()) {
            return new ConvolutionLayer(node, spec, input);
        }
        Spatial.Convolution unpadded =
                new Spatial.Convolution(spec.channels(), spec.window().unpadded(), spec.groups(), spec.bias());
        Spatial.Pad pad = new Spatial.Pad(padding, 0);
        return Chain.of(
                List.of(new PadLayer(pad, input), new ConvolutionLayer(node, unpadded, pad.outputShape(input))));
    }

    @Override
    public List<Variable> variables() {
        return bias == null ? List.of(weight) : List.of(weight, bias);
    }

    @Override
    public Node compile(Compilation c, Tensor x) {
        Tensor y = c.values(outputShape);
        Kernels k = c.kernels();
        for (Compilation.Block block : c.blocks(y, NATIVE_BLOCKS)) {
            correlation.forward(c, block.of(x), weight.value(), block.of(y));
            if (bias != null) {
                c.emit(k.addChannels(block.of(y), bias.value(), block.of(y)));
            }
        }
        return new ConvolutionNode(x, y);
    }

    /**
     * In training, a first convolution of few input channels is a product of patches with the weights: the native
     * convolution's gradient always computes that of its input too, which nobody needs here and which costs more than
     * all the rest of the layer.
     */
    @Override
    public Node compileFirst(Compilation c, Shape image) {
        Window window = spec.window();
        int patch = window.kernel().height() * window.kernel().width() * image.channels();
        boolean plain = spec.groups() == 1 && window.dilation().equals(Window.Size.square(1));
        return c.training() && plain && patch <= LARGEST_PATCH
                ? new PatchNode(c, new Patches(window, image))
                : Layer.super.compileFirst(c, image);
    }

    private final class PatchNode implements Node {
        private final Tensor patches;
        private final Tensor y;

        PatchNode(Compilation c, Patches layout) {
            int pixels = outputShape.pixels();
            patches = c.allocate(c.batchSize(), pixels, layout.size());
            y = c.allocate(c.batchSize(), outputShape.height(), outputShape.width(), outputShape.channels());
            Values values = patches.values();
            for (Compilation.Block block : c.blocks(patches, PATCH_BLOCKS)) {
                float[] heap = new float[block.samples() * pixels * layout.size()];
                int first = block.first();
                c.emit("patches", () -> {
                    layout.fill(c.images(), first, block.samples(), heap);
                    values.copyFrom(heap, 0, first * pixels * layout.size(), heap.length);
                });
                c.emit(c.kernels().product(block.of(patches), false, matrix(weight.value()), rows(block.of(y))));
                if (bias != null) {
                    c.emit(c.kernels().addChannels(block.of(y), bias.value(), block.of(y)));
                }
            }
        }

        @Override
        public Tensor output() {
            return y;
        }

        @Override
        public Tensor backward(Compilation c, Tensor dy) {
            if (bias != null) {
                c.emit(c.kernels().columnSums(dy, c.ones(dy.rows()), bias.gradient()));
            }
            Tensor part = c.scratch(weight.shape());
            boolean first = true;
            for (Compilation.Block block : c.blocks(patches, PATCH_BLOCKS)) {
                Tensor target = first ? weight.gradient() : part;
                c.emit(c.kernels().product(block.of(patches), true, rows(block.of(dy)), matrix(target)));
                if (!first) {
                    c.emit(c.kernels().add(weight.gradient(), part, weight.gradient()));
                }
                first = false;
            }
            return null;
        }

        private Tensor rows(Tensor x) {
            return x.reshape(x.rows(), x.channels());
        }

        private Tensor matrix(Tensor w) {
            return w.reshape(patches.channels(), outputShape.channels());
        }
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
            List<Compilation.Block> blocks = new ArrayList<>(c.blocks(y, NATIVE_BLOCKS));
            Compilation.Block first = blocks.remove(0);
            correlation.gradients(c, first.of(x), weight.value(), first.of(dy), first.of(dx), weight.gradient());
            if (!blocks.isEmpty()) {
                Tensor part = c.scratch(weight.shape());
                for (Compilation.Block block : blocks) {
                    correlation.gradients(c, block.of(x), weight.value(), block.of(dy), block.of(dx), part);
                    c.emit(k.add(weight.gradient(), part, weight.gradient()));
                }
            }
            return dx;
        }
    }
}
