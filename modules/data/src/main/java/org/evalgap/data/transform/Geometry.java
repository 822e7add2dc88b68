package org.evalgap.data.transform;

import java.util.List;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.nn.graph.Shape;

/**
 * A list of crops and flips, applied as one copy: whatever their order, an output pixel is one input pixel or black, on a
 * grid that may be mirrored.
 */
final class Geometry {

    /**
     * One crop or flip.
     *
     * @param flip probability of mirroring; 0 for a crop
     * @param height rows that leave
     * @param width columns that leave
     * @param top first row taken, if it is not drawn
     * @param left first column taken, if it is not drawn
     * @param rows number of further rows that a drawn window can begin at
     * @param columns number of further columns that a drawn window can begin at
     */
    private record Step(double flip, int height, int width, int top, int left, int rows, int columns) {

        static Step of(Transform transform, Shape input) {
            Shape output = transform.outputShape(input);
            int spareRows = input.height() - output.height();
            int spareColumns = input.width() - output.width();
            if (transform instanceof Transform.RandomHorizontalFlip flip) {
                return new Step(flip.probability(), output.height(), output.width(), 0, 0, 0, 0);
            }
            if (transform instanceof Transform.RandomCrop crop) {
                int padding = crop.padding();
                return new Step(
                        0,
                        output.height(),
                        output.width(),
                        -padding,
                        -padding,
                        spareRows + 2 * padding,
                        spareColumns + 2 * padding);
            }
            return new Step(0, output.height(), output.width(), middle(spareRows), middle(spareColumns), 0, 0);
        }

        // Python's round, which torchvision uses, rounds halves to even.
        private static int middle(int spare) {
            return (int) Math.rint(spare / 2.0);
        }
    }

    private final Shape input;
    private final Shape output;
    private final Step[] steps;

    Geometry(List<Transform> transforms, Shape input) {
        this.input = input;
        steps = new Step[transforms.size()];
        Shape shape = input;
        for (int i = 0; i < steps.length; i++) {
            steps[i] = Step.of(transforms.get(i), shape);
            shape = transforms.get(i).outputShape(shape);
        }
        output = shape;
    }

    /**
     * Copies one image.
     *
     * @param pixels from {@code start} on [H, W, C] of the input shape, unsigned
     * @param table [256, C]: what each pixel value of each channel becomes
     * @param target receives [H, W, C] of the output shape, from {@code offset} on
     */
    void copy(byte[] pixels, int start, float[] table, SplitMix64 random, float[] target, int offset) {
        // Output pixel (y, x) is input pixel (originY + y, originX + direction · x) if that lies in the visible
        // rectangle
        // [top, bottom) × [left, right): what no crop so far has cut off.
        int originY = 0;
        int originX = 0;
        int direction = 1;
        int top = 0;
        int bottom = input.height();
        int left = 0;
        int right = input.width();
        int height = input.height();
        int width = input.width();
        for (Step step : steps) {
            if (step.flip > 0) {
                if (step.flip == 1 || random.nextDouble() < step.flip) {
                    originX += direction * (width - 1);
                    direction = -direction;
                }
                continue;
            }
            top = Math.max(top, originY);
            bottom = Math.min(bottom, originY + height);
            left = Math.max(left, direction > 0 ? originX : originX - width + 1);
            right = Math.min(right, direction > 0 ? originX + width : originX + 1);
            originY += step.top + place(step.rows, random);
            originX += direction * (step.left + place(step.columns, random));
            height = step.height;
            width = step.width;
        }
        int channels = input.channels();
        int firstVisible = direction > 0 ? left - originX : originX - right + 1;
        int from = Math.min(width, Math.max(0, firstVisible));
        int to = Math.max(from, Math.min(width, firstVisible + right - left));
        int at = offset;
        for (int y = 0; y < height; y++) {
            int row = originY + y;
            if (row < top || row >= bottom) {
                at = black(table, channels, width, target, at);
                continue;
            }
            at = black(table, channels, from, target, at);
            int source = start + (row * input.width() + originX + direction * from) * channels;
            at = copyRow(pixels, source, direction * channels, table, channels, to - from, target, at);
            at = black(table, channels, width - to, target, at);
        }
    }

    Shape outputShape() {
        return output;
    }

    private static int place(int further, SplitMix64 random) {
        return further == 0 ? 0 : random.nextInt(further + 1);
    }

    private static int black(float[] table, int channels, int count, float[] target, int from) {
        int at = from;
        for (int i = 0; i < count; i++) {
            for (int channel = 0; channel < channels; channel++) {
                target[at++] = table[channel];
            }
        }
        return at;
    }

    private static int copyRow(
            byte[] pixels, int source, int stride, float[] table, int channels, int count, float[] target, int from) {
        int at = from;
        int pixel = source;
        for (int i = 0; i < count; i++) {
            for (int channel = 0; channel < channels; channel++) {
                target[at++] = table[(pixels[pixel + channel] & 0xff) * channels + channel];
            }
            pixel += stride;
        }
        return at;
    }
}
