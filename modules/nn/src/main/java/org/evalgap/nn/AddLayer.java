package org.evalgap.nn;

import java.util.ArrayList;
import java.util.List;

/** {@link Merge.Add}: the gradient of every summand is that of the sum. */
final class AddLayer implements Operation {

    @Override
    public Compiled compile(Compilation c, List<Tensor> inputs) {
        Tensor y = c.values(inputs.get(0).shape());
        add(c, inputs.get(0), inputs.get(1), y);
        for (Tensor x : inputs.subList(2, inputs.size())) {
            add(c, y, x, y);
        }
        return new AddNode(inputs.size(), y);
    }

    private record AddNode(int summands, Tensor output) implements Compiled {
        @Override
        public List<Tensor> backward(Compilation c, Tensor dy) {
            // Whoever takes a gradient may overwrite it.
            List<Tensor> gradients = new ArrayList<>(List.of(dy));
            while (gradients.size() < summands) {
                Tensor copy = c.allocate(dy.shape());
                c.emit(c.kernels().copy(dy, copy));
                gradients.add(copy);
            }
            return gradients;
        }
    }

    private static void add(Compilation c, Tensor a, Tensor b, Tensor sum) {
        for (Compilation.Block block : c.blocks(sum)) {
            c.emit(c.kernels().add(block.of(a), block.of(b), block.of(sum)));
        }
    }
}
