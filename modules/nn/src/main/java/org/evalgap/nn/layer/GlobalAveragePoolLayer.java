package org.evalgap.nn.layer;

import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.Node;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.Spatial;
import org.evalgap.nn.graph.Window;
import org.evalgap.nn.kernel.ElementKernels;
import org.evalgap.nn.kernel.Tensor;
import org.evalgap.nn.program.Compilation;
import org.evalgap.nn.program.Layer;

/** {@link LayerSpec.GlobalAvgPool}: every pixel's gradient is the mean's over the number of pixels. */
public final class GlobalAveragePoolLayer implements Layer {

    private final Window window;
    private final Shape input;

    public GlobalAveragePoolLayer(Shape input) {
        this.input = input;
        window = Spatial.AveragePool.global(input).window();
    }

    @Override
    public Node compile(Compilation c, Tensor x) {
        Tensor y = c.values(Shape.features(input.channels()));
        for (Compilation.Block block : c.blocks(x)) {
            c.emit(c.kernels().averagePool(block.of(x), block.of(y), window, false));
        }
        return new GlobalPoolNode(x, y);
    }

    private final class GlobalPoolNode implements Node {
        private final Tensor x;
        private final Tensor y;

        GlobalPoolNode(Tensor x, Tensor y) {
            this.x = x;
            this.y = y;
        }

        @Override
        public Tensor output() {
            return y;
        }

        /** The native gradient takes a hundred times as long as this product with ones. */
        @Override
        public Tensor backward(Compilation c, Tensor dy) {
            Tensor dx = c.allocate(x.shape());
            c.emit(c.elements().scalar(ElementKernels.Scalar.DIVIDE, dy, input.pixels(), dy));
            for (Compilation.Block block : c.blocks(dx)) {
                Tensor part = block.of(dx).reshape(block.samples(), input.pixels(), input.channels());
                Tensor ones = c.ones((int) part.length()).part(0, part.shape());
                Tensor mean = block.of(dy).reshape(block.samples(), 1, input.channels());
                c.emit(c.kernels().multiplySamples(ones, mean, part));
            }
            return dx;
        }
    }
}
