package org.evalgap.nn;

import java.util.ArrayList;
import java.util.List;

/** {@link Merge.Concat}. */
final class ConcatLayer implements Operation {

    private final Shape outputShape;

    ConcatLayer(Shape outputShape) {
        this.outputShape = outputShape;
    }

    @Override
    public Compiled compile(Compilation c, List<Tensor> inputs) {
        Tensor y = c.values(outputShape);
        int from = 0;
        for (Tensor x : inputs) {
            c.emit(c.elements().copy(View.of(x, x.shape()), View.channels(y, from, x.channels())));
            from += x.channels();
        }
        return new ConcatNode(List.copyOf(inputs), y);
    }

    private record ConcatNode(List<Tensor> inputs, Tensor output) implements Compiled {
        @Override
        public List<Tensor> backward(Compilation c, Tensor dy) {
            List<Tensor> gradients = new ArrayList<>();
            int from = 0;
            for (Tensor x : inputs) {
                Tensor dx = c.allocate(x.shape());
                c.emit(c.elements().copy(View.channels(dy, from, x.channels()), View.of(dx, dx.shape())));
                gradients.add(dx);
                from += x.channels();
            }
            return gradients;
        }
    }
}
