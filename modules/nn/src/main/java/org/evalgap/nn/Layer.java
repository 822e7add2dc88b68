package org.evalgap.nn;

import java.util.Collections;
import java.util.List;

/** An operation of one input. */
interface Layer extends Operation {

    /** {@link Operation#compile} of the one input. */
    Node compile(Compilation c, Tensor input);

    @Override
    default Compiled compile(Compilation c, List<Tensor> inputs) {
        return new OneInput(compile(c, inputs.get(0)));
    }

    /** The same where the input is the pass's images, which need no gradient. */
    default Node compileFirst(Compilation c, Shape image) {
        Tensor x = c.materialize(image);
        Node node = compile(c, x);
        if (!x.sharesStart(node.output())) {
            c.release(x);
        }
        return node;
    }

    /** One layer inside one program. */
    interface Node {

        /** Where the forward calls leave the layer's output [N, H, W, C]. */
        Tensor output();

        /**
         * Emits the calls that turn the gradient of the output into that of the input and into the gradients of the
         * layer's parameters.
         *
         * @param outputGradient may be overwritten
         * @return the gradient of the input; may share memory with {@code outputGradient}
         */
        Tensor backward(Compilation compilation, Tensor outputGradient);
    }

    /** A layer's node among operations of several inputs. */
    record OneInput(Node node) implements Compiled {
        @Override
        public Tensor output() {
            return node.output();
        }

        @Override
        public List<Tensor> backward(Compilation c, Tensor outputGradient) {
            return Collections.singletonList(node.backward(c, outputGradient));
        }
    }
}
