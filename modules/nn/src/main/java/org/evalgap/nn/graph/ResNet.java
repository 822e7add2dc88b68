package org.evalgap.nn.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Residual networks for small images, as in He et al., <em>Deep residual learning for image recognition</em>, section
 * 4.2: a 3 × 3 convolution, three stages of n blocks with width, 2 · width and 4 · width channels, a global average
 * pool and a linear layer; 6n + 2 layers. The first block of the second and third stage halves the image.
 *
 * <p>With a normalization, a block is ReLU(body + shortcut) with the body convolution → norm → ReLU → convolution →
 * norm. Where the shape changes, the shortcut is a 1 × 1 convolution of stride 2 with a norm (option B of the paper).
 *
 * <p>Without one, the network is that of Zhang et al., <em>Fixup initialization</em>: a scalar bias before every
 * convolution, ReLU and linear layer, a scalar scale and bias after the body, and {@link
 * NetworkSpec.Initialization#FIXUP}. Its 1 × 1 shortcut has a scalar bias of its own before it.
 *
 * @param depth number of layers, 6n + 2 with n at least 1
 * @param width channels of the first stage, at least 1; 16 in the paper
 * @param normalization the norm of every block; empty for Fixup
 * @param dropout ahead of the linear layer; may be empty
 */
public record ResNet(int depth, int width, Optional<NormSpec> normalization, Optional<LayerSpec.Dropout> dropout) {

    private static final int STAGES = 3;
    /** Eight times the deepest of the paper. */
    private static final int LARGEST_DEPTH = 9998;

    /** @throws ShapeException if a setting is out of its range */
    public ResNet {
        if (depth < 8 || depth > LARGEST_DEPTH || depth % 6 != 2) {
            throw new ShapeException(
                    "depth", "6n + 2 with n at least 1, at most " + LARGEST_DEPTH, Integer.toString(depth));
        }
        if (width < 1) {
            throw new ShapeException("width", "an integer of at least 1", Integer.toString(width));
        }
    }

    /**
     * This network for images of a shape and a number of classes.
     *
     * @throws ShapeException if the normalization cannot take a stage's channels
     */
    public NetworkSpec spec(Shape input, int classes) {
        List<LayerSpec> layers = new ArrayList<>();
        layers.add(convolution(width, 1));
        layers.add(normalization.isPresent() ? normalization.get() : new LayerSpec.ScalarBias());
        layers.add(new LayerSpec.Relu());
        for (int stage = 0; stage < STAGES; stage++) {
            for (int block = 0; block < (depth - 2) / 6; block++) {
                layers.add(block(width << stage, stage > 0 && block == 0 ? 2 : 1));
                layers.add(new LayerSpec.Relu());
            }
        }
        layers.add(new LayerSpec.GlobalAvgPool());
        dropout.ifPresent(layers::add);
        if (normalization.isEmpty()) {
            layers.add(new LayerSpec.ScalarBias());
        }
        layers.add(new LayerSpec.Linear(classes, true));
        return new NetworkSpec(
                input,
                classes,
                layers,
                normalization.isEmpty() ? NetworkSpec.Initialization.FIXUP : NetworkSpec.Initialization.PYTORCH);
    }

    private LayerSpec block(int channels, int stride) {
        return normalization.map(norm -> normalized(norm, channels, stride)).orElseGet(() -> fixup(channels, stride));
    }

    private static LayerSpec.Residual normalized(LayerSpec norm, int channels, int stride) {
        List<LayerSpec> body =
                List.of(convolution(channels, stride), norm, new LayerSpec.Relu(), convolution(channels, 1), norm);
        List<LayerSpec> shortcut = List.of(new LayerSpec.Conv2d(channels, 1, stride, 0, false), norm);
        return new LayerSpec.Residual(body, stride == 1 ? List.of() : shortcut);
    }

    private static LayerSpec.Residual fixup(int channels, int stride) {
        LayerSpec bias = new LayerSpec.ScalarBias();
        List<LayerSpec> body = List.of(
                bias,
                convolution(channels, stride),
                bias,
                new LayerSpec.Relu(),
                bias,
                convolution(channels, 1),
                new LayerSpec.ScalarScale(),
                bias);
        List<LayerSpec> shortcut = List.of(bias, new LayerSpec.Conv2d(channels, 1, stride, 0, false));
        return new LayerSpec.Residual(body, stride == 1 ? List.of() : shortcut);
    }

    private static LayerSpec convolution(int channels, int stride) {
        return new LayerSpec.Conv2d(channels, 3, stride, 1, false);
    }
}
