package org.evalgap.data.preprocessing;

/** Pixels from 0 to 255 become numbers from 0 to 1: torchvision's {@code ToTensor}. Images of floats stay as they are. */
public record ToTensor() implements ImageTransform {

    @Override
    public String name() {
        return "to-tensor";
    }
}
