package org.evalgap.data.preprocessing;

import java.io.Serializable;
import org.evalgap.nn.graph.ShapeException;

/**
 * One change on the way from a decoded image to what a network sees: torchvision's transform of the same name, as a value.
 * Pixels are changed first, then turned into numbers once, then the numbers are changed.
 */
public sealed interface ImageTransform extends Serializable permits PixelTransform, ToTensor, PilToTensor, Normalize {

    /** Its name in configuration files. */
    String name();

    /** A number of pixels. */
    static void atLeast(String setting, int least, int value) {
        if (value < least) {
            throw new ShapeException(setting, "an integer of at least " + least, Integer.toString(value));
        }
    }
}
