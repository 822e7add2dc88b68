package org.evalgap.data.preprocessing;

/**
 * Pixels from 0 to 255 become numbers from 0 to 255: torchvision's {@code PILToTensor}, as floats. Images of floats stay as
 * they are.
 */
public record PilToTensor() implements ImageTransform {

    @Override
    public String name() {
        return "pil-to-tensor";
    }
}
