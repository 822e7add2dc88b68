package org.evalgap.study.settings.layer;

import java.io.Serializable;
import org.evalgap.nn.graph.Activation;
import org.evalgap.nn.graph.Merge;
import org.evalgap.nn.graph.Operator;
import org.evalgap.nn.graph.Rearrangement;
import org.evalgap.nn.graph.Spatial;
import org.evalgap.nn.graph.Window;
import org.evalgap.study.binding.Bounds;
import org.evalgap.study.binding.Kinds;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;

/** An operator of a graph that is none of the layers of a list. Defaults are PyTorch's where it has them. */
@Kinds(noun = "an operator")
public sealed interface GraphOperator extends Serializable {

    /** The engine's. */
    Operator operator();

    /** What a convolution or a pool covers: {@code size} or another size, where that is given. */
    private static Window.Size size(int height, Integer width) {
        return new Window.Size(height, width == null ? height : width);
    }

    /** 2-D convolution in its general form. */
    @Section(kind = "convolution", meaning = "2-D convolution with groups, dilation, and sides that can differ.")
    record Convolution(
            @Setting(meaning = "Output channels.", atLeast = 1)
            int channels,

            @Setting(meaning = "Height and width of the kernel in pixels.", defaultValue = "3", atLeast = 1)
            int kernel,

            @Setting(
                    meaning = "Width of the kernel, if it is another.",
                    defaultValue = "none",
                    word = "none",
                    atLeast = 1)
            Integer kernelWidth,

            @Setting(meaning = "Pixels between applications.", defaultValue = "1", atLeast = 1)
            int stride,

            @Setting(
                    meaning = "Pixels between those of the kernel; 1 for a kernel without holes.",
                    defaultValue = "1",
                    atLeast = 1)
            int dilation,

            @Setting(
                    meaning = "Zeros added above and below, and on the left and right.",
                    defaultValue = "0",
                    atLeast = 0)
            int padding,

            @Setting(
                    meaning = "Zeros added on the left and right, if they are others.",
                    defaultValue = "none",
                    word = "none",
                    atLeast = 0)
            Integer paddingWidth,

            @Setting(
                    meaning =
                            "Parts that channels are cut into, each convolved by itself; as many as there are channels for a depthwise convolution.",
                    defaultValue = "1",
                    atLeast = 1)
            int groups,

            @Setting(meaning = "Whether a bias per output channel is added.", defaultValue = "true")
            boolean bias)
            implements GraphOperator {

        public Convolution {
            Bounds.check(
                    Convolution.class,
                    channels,
                    kernel,
                    kernelWidth,
                    stride,
                    dilation,
                    padding,
                    paddingWidth,
                    groups,
                    bias);
        }

        @Override
        public Operator operator() {
            int sides = paddingWidth == null ? padding : paddingWidth;
            Window window = new Window(
                    size(kernel, kernelWidth),
                    Window.Size.square(stride),
                    Window.Size.square(dilation),
                    new Window.Padding(padding, sides, padding, sides));
            return new Spatial.Convolution(channels, window, groups, bias);
        }
    }

    /** Maximum over windows that may overlap. */
    @Section(kind = "max-pool", meaning = "Maximum over windows, which may overlap.")
    record MaxPool(
            @Setting(meaning = "Height and width of a window in pixels.", defaultValue = "2", atLeast = 1)
            int kernel,

            @Setting(meaning = "Pixels between windows.", defaultValue = "2", atLeast = 1)
            int stride,

            @Setting(
                    meaning = "Pixels added on each side, which are never the maximum.",
                    defaultValue = "0",
                    atLeast = 0)
            int padding,

            @Setting(meaning = "Whether a last window may reach over the end.", defaultValue = "false")
            boolean ceil)
            implements GraphOperator {

        public MaxPool {
            Bounds.check(MaxPool.class, kernel, stride, padding, ceil);
        }

        @Override
        public Operator operator() {
            return new Spatial.MaxPool(Window.square(kernel, stride, padding), ceil);
        }
    }

    /** Mean over windows that may overlap. */
    @Section(kind = "average-pool", meaning = "Mean over windows, which may overlap.")
    record AveragePool(
            @Setting(meaning = "Height and width of a window in pixels.", defaultValue = "2", atLeast = 1)
            int kernel,

            @Setting(meaning = "Pixels between windows.", defaultValue = "2", atLeast = 1)
            int stride,

            @Setting(meaning = "Zeros added on each side.", defaultValue = "0", atLeast = 0)
            int padding,

            @Setting(meaning = "Whether a last window may reach over the end.", defaultValue = "false")
            boolean ceil,

            @Setting(meaning = "Whether added zeros count among the values of a window.", defaultValue = "true")
            boolean countPadding)
            implements GraphOperator {

        public AveragePool {
            Bounds.check(AveragePool.class, kernel, stride, padding, ceil, countPadding);
        }

        @Override
        public Operator operator() {
            return new Spatial.AveragePool(Window.square(kernel, stride, padding), ceil, countPadding);
        }
    }

    /** Mean over as many windows as are asked for. */
    @Section(kind = "adaptive-average-pool", meaning = "Mean over windows that make so many of any image.")
    record AdaptiveAveragePool(
            @Setting(meaning = "Windows in each direction.", defaultValue = "1", atLeast = 1)
            int output) implements GraphOperator {

        public AdaptiveAveragePool {
            Bounds.check(AdaptiveAveragePool.class, output);
        }

        @Override
        public Operator operator() {
            return new Spatial.AdaptiveAveragePool(Window.Size.square(output));
        }
    }

    /** A border. */
    @Section(kind = "pad", meaning = "A border of zeros.")
    record Pad(
            @Setting(meaning = "Pixels above the image.", defaultValue = "0", atLeast = 0)
            int top,

            @Setting(meaning = "Pixels on its left.", defaultValue = "0", atLeast = 0)
            int left,

            @Setting(meaning = "Pixels below it.", defaultValue = "0", atLeast = 0)
            int bottom,

            @Setting(meaning = "Pixels on its right.", defaultValue = "0", atLeast = 0)
            int right)
            implements GraphOperator {

        public Pad {
            Bounds.check(Pad.class, top, left, bottom, right);
        }

        @Override
        public Operator operator() {
            return new Spatial.Pad(new Window.Padding(top, left, bottom, right), 0);
        }
    }

    /** Sum of inputs. */
    @Section(kind = "add", meaning = "The sum of inputs of one shape.")
    record Add() implements GraphOperator {
        @Override
        public Operator operator() {
            return new Merge.Add();
        }
    }

    /** Product of inputs. */
    @Section(
            kind = "multiply",
            meaning = "The product of two inputs of one shape, or of an image and a number for each of its channels.")
    record Multiply() implements GraphOperator {
        @Override
        public Operator operator() {
            return new Merge.Multiply();
        }
    }

    /** Channels of all inputs. */
    @Section(kind = "concat", meaning = "The channels of all inputs, one input behind the other.")
    record Concat() implements GraphOperator {
        @Override
        public Operator operator() {
            return new Merge.Concat();
        }
    }

    /** Some channels. */
    @Section(kind = "channel-slice", meaning = "Some of the channels.")
    record ChannelSlice(
            @Setting(meaning = "The first, from 0.", atLeast = 0)
            int from,

            @Setting(meaning = "The one behind the last.", atLeast = 1)
            int to)
            implements GraphOperator {

        public ChannelSlice {
            Bounds.check(ChannelSlice.class, from, to);
        }

        @Override
        public Operator operator() {
            return new Rearrangement.ChannelSlice(from, to);
        }
    }

    /** Channels in another order. */
    @Section(
            kind = "channel-shuffle",
            meaning = "Channel i of group g becomes channel i · groups + g, as in ShuffleNet.")
    record ChannelShuffle(
            @Setting(meaning = "Groups; divide the channels.", atLeast = 1)
            int groups) implements GraphOperator {

        public ChannelShuffle {
            Bounds.check(ChannelShuffle.class, groups);
        }

        @Override
        public Operator operator() {
            return new Rearrangement.ChannelShuffle(groups);
        }
    }

    /** PyTorch's {@code ReLU6}. */
    @Section(kind = "relu6", meaning = "min(max(x, 0), 6).")
    record Relu6() implements GraphOperator {
        @Override
        public Operator operator() {
            return Activation.Clip.relu6();
        }
    }

    /** PyTorch's {@code LeakyReLU}. */
    @Section(kind = "leaky-relu", meaning = "x where x is above 0, else slope · x.")
    record LeakyRelu(
            @Setting(meaning = "Slope below 0.", defaultValue = "0.01")
            double slope) implements GraphOperator {

        @Override
        public Operator operator() {
            return new Activation.LeakyRelu(slope);
        }
    }

    /** PyTorch's {@code ELU}. */
    @Section(kind = "elu", meaning = "x where x is above 0, else alpha (eˣ − 1).")
    record Elu(
            @Setting(meaning = "Factor below 0.", defaultValue = "1")
            double alpha) implements GraphOperator {

        @Override
        public Operator operator() {
            return new Activation.Elu(alpha);
        }
    }

    /** PyTorch's {@code Sigmoid}. */
    @Section(kind = "sigmoid", meaning = "1 / (1 + e⁻ˣ).")
    record Sigmoid() implements GraphOperator {
        @Override
        public Operator operator() {
            return new Activation.Sigmoid();
        }
    }

    /** PyTorch's {@code Tanh}. */
    @Section(kind = "tanh", meaning = "Hyperbolic tangent.")
    record Tanh() implements GraphOperator {
        @Override
        public Operator operator() {
            return new Activation.Tanh();
        }
    }

    /** PyTorch's {@code SiLU}. */
    @Section(kind = "silu", meaning = "x · sigmoid(x).")
    record Silu() implements GraphOperator {
        @Override
        public Operator operator() {
            return new Activation.Silu();
        }
    }

    /** PyTorch's {@code Hardsigmoid}. */
    @Section(kind = "hardsigmoid", meaning = "min(max(x / 6 + 1/2, 0), 1).")
    record Hardsigmoid() implements GraphOperator {
        @Override
        public Operator operator() {
            return new Activation.Hardsigmoid();
        }
    }

    /** PyTorch's {@code Hardswish}. */
    @Section(kind = "hardswish", meaning = "x · hardsigmoid(x).")
    record Hardswish() implements GraphOperator {
        @Override
        public Operator operator() {
            return new Activation.Hardswish();
        }
    }

    /** PyTorch's {@code GELU}. */
    @Section(kind = "gelu", meaning = "x Φ(x), with the normal distribution function Φ.")
    record Gelu() implements GraphOperator {
        @Override
        public Operator operator() {
            return new Activation.Gelu(false);
        }
    }
}
