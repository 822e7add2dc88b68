package org.evalgap.data.transform;

import org.evalgap.data.corruption.Corruption;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.nn.graph.Shape;

/** A change of the values of one image in place: [..., C] from one index to another. */
sealed interface ValueStep {

    float BLACK = 0;
    float WHITE = 255;

    void apply(float[] values, int from, int to, SplitMix64 random);

    /** Whether a value's change depends on nothing but the value and its channel, so that a table can hold it. */
    boolean isPointwise();

    /** The step that a transform of pixel values or of normalized values is. */
    static ValueStep of(Transform transform, Shape shape) {
        if (transform instanceof Transform.Brightness brightness) {
            return new Brighten(brightness);
        }
        if (transform instanceof Transform.Contrast contrast) {
            return new Stretch(contrast, shape.channels());
        }
        if (transform instanceof Transform.ReverseChannels) {
            return new Reverse(shape.channels());
        }
        if (transform instanceof Transform.Corrupted corrupted) {
            return new Corrupt(corrupted.of(), corrupted.severity(), shape);
        }
        if (transform instanceof Transform.GaussianNoise noise) {
            return new AddNoise(noise.standardDeviation());
        }
        if (transform instanceof Transform.Affine affine) {
            return new Shift((float) affine.scale(), (float) affine.shift());
        }
        throw new IllegalArgumentException("transform: expected one of values, received " + transform);
    }

    private static float limited(float value) {
        return Math.max(BLACK, Math.min(WHITE, value));
    }

    private static float factor(double minimum, double maximum, SplitMix64 random) {
        return (float) (minimum == maximum ? minimum : minimum + (maximum - minimum) * random.nextDouble());
    }

    /** (value / 255 − mean) / standard deviation, each operation in float as torchvision does it. */
    record Normalize(float[] mean, float[] standardDeviation) implements ValueStep {
        @Override
        public void apply(float[] values, int from, int to, SplitMix64 random) {
            int channels = mean.length;
            for (int pixel = from; pixel < to; pixel += channels) {
                for (int channel = 0; channel < channels; channel++) {
                    float value = values[pixel + channel] / WHITE;
                    values[pixel + channel] = (value - mean[channel]) / standardDeviation[channel];
                }
            }
        }

        @Override
        public boolean isPointwise() {
            return true;
        }
    }

    /** {@link Transform.Brightness}. */
    record Brighten(Transform.Brightness range) implements ValueStep {
        @Override
        public void apply(float[] values, int from, int to, SplitMix64 random) {
            float factor = factor(range.minimum(), range.maximum(), random);
            for (int i = from; i < to; i++) {
                values[i] = limited(values[i] * factor);
            }
        }

        @Override
        public boolean isPointwise() {
            return !range.isRandom();
        }
    }

    /** {@link Transform.Contrast}. */
    record Stretch(Transform.Contrast range, int channels) implements ValueStep {

        private static final double RED = 0.299;
        private static final double GREEN = 0.587;
        private static final double BLUE = 0.114;

        @Override
        public void apply(float[] values, int from, int to, SplitMix64 random) {
            float factor = factor(range.minimum(), range.maximum(), random);
            float grey = grey(values, from, to);
            for (int i = from; i < to; i++) {
                values[i] = limited(grey + factor * (values[i] - grey));
            }
        }

        @Override
        public boolean isPointwise() {
            return false;
        }

        private float grey(float[] values, int from, int to) {
            double sum = 0;
            if (channels == 3) {
                for (int i = from; i < to; i += 3) {
                    sum += RED * values[i] + GREEN * values[i + 1] + BLUE * values[i + 2];
                }
                return (float) (3 * sum / (to - from));
            }
            for (int i = from; i < to; i++) {
                sum += values[i];
            }
            return (float) (sum / (to - from));
        }
    }

    /** {@link Transform.ReverseChannels}. */
    record Reverse(int channels) implements ValueStep {
        @Override
        public void apply(float[] values, int from, int to, SplitMix64 random) {
            for (int first = from; first < to; first += channels) {
                int last = first + channels - 1;
                float value = values[first];
                values[first] = values[last];
                values[last] = value;
            }
        }

        @Override
        public boolean isPointwise() {
            return false;
        }
    }

    /** {@link Transform.Corrupted}. */
    record Corrupt(Corruption of, int severity, Shape shape) implements ValueStep {
        @Override
        public void apply(float[] values, int from, int to, SplitMix64 random) {
            of.apply(values, from, shape, severity, random);
        }

        @Override
        public boolean isPointwise() {
            return false;
        }
    }

    /** {@link Transform.GaussianNoise}. */
    record AddNoise(double standardDeviation) implements ValueStep {
        @Override
        public void apply(float[] values, int from, int to, SplitMix64 random) {
            if (standardDeviation > 0) {
                for (int i = from; i < to; i++) {
                    values[i] += (float) (standardDeviation * random.nextGaussian());
                }
            }
        }

        @Override
        public boolean isPointwise() {
            return standardDeviation == 0;
        }
    }

    /** {@link Transform.Affine}. */
    record Shift(float scale, float shift) implements ValueStep {
        @Override
        public void apply(float[] values, int from, int to, SplitMix64 random) {
            for (int i = from; i < to; i++) {
                values[i] = scale * values[i] + shift;
            }
        }

        @Override
        public boolean isPointwise() {
            return true;
        }
    }
}
