package org.evalgap.nn.layer;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.Node;
import org.evalgap.nn.kernel.Tensor;
import org.evalgap.nn.kernel.Values;
import org.evalgap.nn.program.Compilation;
import org.evalgap.nn.program.Layer;

/**
 * {@link LayerSpec.Dropout}. On: y = x ∘ mask, with a new mask at every forward pass, drawn from the pass's generator.
 * Off: y is x itself.
 */
public final class DropoutLayer implements Layer {

    private final LayerSpec.Dropout spec;

    public DropoutLayer(LayerSpec.Dropout spec) {
        this.spec = spec;
    }

    @Override
    public Node compile(Compilation c, Tensor x) {
        if (!c.mode().dropout() || spec.probability() == 0) {
            return new IdentityNode(x);
        }
        Tensor y = c.values(x.shape());
        Tensor mask = c.values(x.shape());
        Mask draw = new Mask(mask);
        c.draws();
        c.emit("dropout mask", () -> draw.fill(c));
        c.emit(c.kernels().multiply(x, mask, y));
        c.release(mask);
        return new DropoutNode(y, mask);
    }

    private record IdentityNode(Tensor output) implements Node {
        @Override
        public Tensor backward(Compilation c, Tensor dy) {
            return dy;
        }
    }

    private record DropoutNode(Tensor output, Tensor mask) implements Node {
        @Override
        public Tensor backward(Compilation c, Tensor dy) {
            c.emit(c.kernels().multiply(dy, mask, dy));
            return dy;
        }
    }

    /** Draws masks on the heap and moves them in one copy. */
    private final class Mask {
        private final Values target;
        private final float[] values;
        private final int channels;
        private final int valuesPerSample;
        /** What a unit is multiplied by when it is kept and when it is dropped: looked up, as a branch would be guessed wrong. */
        private final float[] factors;

        private final long threshold;

        Mask(Tensor mask) {
            target = mask.values();
            values = new float[Math.toIntExact(mask.length())];
            channels = mask.channels();
            valuesPerSample = values.length / (int) mask.shape()[0];
            factors = new float[] {spec.rescale() ? (float) (1 / (1 - spec.probability())) : 1, 0};
            threshold = Math.round(spec.probability() * 0x1p32);
        }

        void fill(Compilation pass) {
            if (pass.keepsUnits()) {
                Arrays.fill(values, 1);
            } else {
                draw(pass.dropoutRandom());
            }
            target.copyFrom(values, 0, 0, values.length);
        }

        private void draw(RandomGenerator random) {
            switch (spec.unit()) {
                case ELEMENT -> fillElements(random);
                case CHANNEL -> fillChannels(random);
                case SAMPLE -> fillSamples(random);
            }
        }

        private void fillElements(RandomGenerator random) {
            int i = 0;
            for (; i + 1 < values.length; i += 2) {
                long bits = random.nextLong();
                values[i] = unit(bits >>> 32);
                values[i + 1] = unit(bits & 0xffffffffL);
            }
            if (i < values.length) {
                values[i] = unit(random.nextLong() >>> 32);
            }
        }

        private void fillChannels(RandomGenerator random) {
            for (int sample = 0; sample < values.length; sample += valuesPerSample) {
                for (int c = 0; c < channels; c++) {
                    float value = unit(random.nextLong() >>> 32);
                    for (int i = sample + c; i < sample + valuesPerSample; i += channels) {
                        values[i] = value;
                    }
                }
            }
        }

        private void fillSamples(RandomGenerator random) {
            for (int sample = 0; sample < values.length; sample += valuesPerSample) {
                Arrays.fill(values, sample, sample + valuesPerSample, unit(random.nextLong() >>> 32));
            }
        }

        private float unit(long bits) {
            return factors[(int) ((bits - threshold) >>> 63)];
        }
    }
}
