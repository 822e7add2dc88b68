package org.evalgap.nn;

import java.util.List;

/** Operators over windows of an image, in their general form; {@link LayerSpec} has the short forms. */
public sealed interface Spatial extends LayerSpec {

    /**
     * 2-D cross-correlation, as PyTorch's {@code Conv2d}. Output channel o sees the input channels of its group alone:
     * the channels of input and output are cut into {@code groups} equal parts, and part g of the output sees part g of
     * the input. With as many groups as input channels it is a depthwise convolution.
     *
     * @param channels output channels, at least 1; {@code groups} divides them and the input's channels
     * @param window kernel, stride, dilation, and zeros around the image
     * @param groups at least 1
     * @param bias whether a bias per output channel is added
     */
    record Convolution(int channels, Window window, int groups, boolean bias) implements Spatial {
        public Convolution {
            LayerSpec.atLeast("channels", 1, channels);
            LayerSpec.atLeast("groups", 1, groups);
            if (channels % groups != 0) {
                throw new ShapeException(
                        "groups", "a divisor of the " + channels + " output channels", Integer.toString(groups));
            }
        }

        /** The general form of a square convolution. */
        public static Convolution of(Conv2d spec) {
            return new Convolution(
                    spec.channels(), Window.square(spec.kernel(), spec.stride(), spec.padding()), 1, spec.bias());
        }

        @Override
        public Shape outputShape(Shape input) {
            if (input.channels() % groups != 0) {
                throw new ShapeException(
                        "groups", "a divisor of the " + input.channels() + " input channels", Integer.toString(groups));
            }
            return windows(window, false, input, channels);
        }
    }

    /**
     * Maximum over windows; the padding never is the maximum. Of several equal maxima the first gets the gradient.
     *
     * @param window without dilation; the padding is at most half of the kernel
     * @param ceil whether a last window may reach over the end
     */
    record MaxPool(Window window, boolean ceil) implements Spatial {
        public MaxPool {
            checkPool(window);
        }

        /** The general form of a pool whose windows do not overlap. */
        public static MaxPool of(MaxPool2d spec) {
            return new MaxPool(Window.square(spec.kernel(), spec.kernel(), 0), false);
        }

        @Override
        public Shape outputShape(Shape input) {
            return windows(window, ceil, input, input.channels());
        }
    }

    /**
     * Mean over windows. What a window covers behind the padded image's end, in the last windows of {@code ceil}, is
     * never counted.
     *
     * @param window without dilation; the padding is at most half of the kernel
     * @param ceil whether a last window may reach over the end
     * @param countPadding whether the zeros of the padding count among the values of a window
     */
    record AveragePool(Window window, boolean ceil, boolean countPadding) implements Spatial {
        public AveragePool {
            checkPool(window);
        }

        /** The general form of a pool whose windows do not overlap. */
        public static AveragePool of(AvgPool2d spec) {
            return new AveragePool(Window.square(spec.kernel(), spec.kernel(), 0), false, false);
        }

        /** One window over the whole image. */
        public static AveragePool global(Shape image) {
            Window.Size all = new Window.Size(image.height(), image.width());
            return new AveragePool(new Window(all, all, Window.Size.square(1), Window.Padding.NONE), false, false);
        }

        @Override
        public Shape outputShape(Shape input) {
            return windows(window, ceil, input, input.channels());
        }
    }

    /**
     * Mean over windows that make {@code output} of any image, as PyTorch's {@code AdaptiveAvgPool2d}: window i of n over
     * a side of s pixels covers those from ⌊i·s/n⌋ to below ⌈(i+1)·s/n⌉.
     *
     * @param output windows in each direction
     */
    record AdaptiveAveragePool(Window.Size output) implements Spatial {
        @Override
        public Shape outputShape(Shape input) {
            return new Shape(output.height(), output.width(), input.channels());
        }
    }

    /**
     * A border of a constant.
     *
     * @param padding pixels added on each side
     * @param value of the added pixels, finite
     */
    record Pad(Window.Padding padding, double value) implements Spatial {
        public Pad {
            if (!Double.isFinite(value)) {
                throw new ShapeException("value", "a finite number", Double.toString(value));
            }
        }

        @Override
        public Shape outputShape(Shape input) {
            return padding.around(input);
        }
    }

    private static Shape windows(Window window, boolean ceil, Shape input, int channels) {
        Window.Size count = window.count(input, ceil);
        return new Shape(count.height(), count.width(), channels);
    }

    private static void checkPool(Window window) {
        if (!window.dilation().equals(Window.Size.square(1))) {
            throw new ShapeException(
                    "dilation",
                    "1x1 of a pool",
                    window.dilation().height() + "x" + window.dilation().width());
        }
        Window.Padding padding = window.padding();
        for (int[] side : List.of(
                new int[] {
                    Math.max(padding.top(), padding.bottom()), window.kernel().height()
                },
                new int[] {
                    Math.max(padding.left(), padding.right()), window.kernel().width()
                })) {
            if (2 * side[0] > side[1]) {
                throw new ShapeException(
                        "padding", "at most half of the kernel's " + side[1] + " pixels", Integer.toString(side[0]));
            }
        }
    }
}
