package org.evalgap.data.transform;

import java.util.List;
import org.evalgap.data.ImageSet;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.nn.graph.Shape;

/** The slow twin of {@link TransformPipeline}: one transform after the other, on arrays [H][W][C]. */
final class NaiveTransforms {

    private NaiveTransforms() {}

    static double[] apply(
            List<Transform> transforms,
            ImageSet images,
            int index,
            float[] mean,
            float[] deviation,
            SplitMix64 random) {
        double[][][] image = image(images, index);
        boolean normalized = false;
        for (Transform transform : transforms) {
            if (!normalized && transform.stage() == Transform.Stage.NORMALIZED) {
                normalize(image, mean, deviation);
                normalized = true;
            }
            image = apply(transform, image, random);
        }
        if (!normalized) {
            normalize(image, mean, deviation);
        }
        return flat(image);
    }

    private static double[][][] apply(Transform transform, double[][][] image, SplitMix64 random) {
        int height = image.length;
        int width = image[0].length;
        if (transform instanceof Transform.RandomCrop crop) {
            int rows = crop.size() == 0 ? height : crop.size();
            int columns = crop.size() == 0 ? width : crop.size();
            int rowPlaces = height + 2 * crop.padding() - rows + 1;
            int columnPlaces = width + 2 * crop.padding() - columns + 1;
            int top = rowPlaces == 1 ? 0 : random.nextInt(rowPlaces);
            int left = columnPlaces == 1 ? 0 : random.nextInt(columnPlaces);
            return window(image, top - crop.padding(), left - crop.padding(), rows, columns);
        }
        if (transform instanceof Transform.CenterCrop crop) {
            int top = (int) Math.rint((height - crop.size()) / 2.0);
            int left = (int) Math.rint((width - crop.size()) / 2.0);
            return window(image, top, left, crop.size(), crop.size());
        }
        if (transform instanceof Transform.RandomHorizontalFlip flip) {
            boolean mirrored =
                    flip.probability() == 1 || (flip.probability() > 0 && random.nextDouble() < flip.probability());
            return mirrored ? mirrored(image) : image;
        }
        if (transform instanceof Transform.Brightness brightness) {
            double factor = factor(brightness.minimum(), brightness.maximum(), random);
            return changed(image, value -> limited(factor * value));
        }
        if (transform instanceof Transform.Contrast contrast) {
            double factor = factor(contrast.minimum(), contrast.maximum(), random);
            double grey = grey(image);
            return changed(image, value -> limited(grey + factor * (value - grey)));
        }
        if (transform instanceof Transform.ReverseChannels) {
            return reversed(image);
        }
        if (transform instanceof Transform.GaussianNoise noise) {
            double deviation = noise.standardDeviation();
            return changed(image, value -> deviation == 0 ? value : value + deviation * random.nextGaussian());
        }
        Transform.Affine affine = (Transform.Affine) transform;
        return changed(image, value -> affine.scale() * value + affine.shift());
    }

    private interface Change {
        double of(double value);
    }

    private static double[][][] changed(double[][][] image, Change change) {
        for (double[][] row : image) {
            for (double[] pixel : row) {
                for (int channel = 0; channel < pixel.length; channel++) {
                    pixel[channel] = change.of(pixel[channel]);
                }
            }
        }
        return image;
    }

    private static double[][][] window(double[][][] image, int top, int left, int height, int width) {
        int channels = image[0][0].length;
        double[][][] window = new double[height][width][channels];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean inside = top + y >= 0 && top + y < image.length && left + x >= 0 && left + x < image[0].length;
                window[y][x] = inside ? image[top + y][left + x].clone() : new double[channels];
            }
        }
        return window;
    }

    private static double[][][] mirrored(double[][][] image) {
        double[][][] mirrored = new double[image.length][image[0].length][];
        for (int y = 0; y < image.length; y++) {
            for (int x = 0; x < image[0].length; x++) {
                mirrored[y][x] = image[y][image[0].length - 1 - x];
            }
        }
        return mirrored;
    }

    private static double[][][] reversed(double[][][] image) {
        double[][][] reversed = new double[image.length][image[0].length][];
        for (int y = 0; y < image.length; y++) {
            for (int x = 0; x < image[0].length; x++) {
                reversed[y][x] = new double[] {image[y][x][2], image[y][x][1], image[y][x][0]};
            }
        }
        return reversed;
    }

    private static double grey(double[][][] image) {
        double sum = 0;
        for (double[][] row : image) {
            for (double[] pixel : row) {
                if (pixel.length == 3) {
                    sum += 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2];
                } else {
                    double channels = 0;
                    for (double value : pixel) {
                        channels += value;
                    }
                    sum += channels / pixel.length;
                }
            }
        }
        return sum / image.length / image[0].length;
    }

    private static double factor(double minimum, double maximum, SplitMix64 random) {
        return minimum == maximum ? minimum : minimum + (maximum - minimum) * random.nextDouble();
    }

    private static double limited(double value) {
        return Math.max(0, Math.min(255, value));
    }

    private static void normalize(double[][][] image, float[] mean, float[] deviation) {
        for (double[][] row : image) {
            for (double[] pixel : row) {
                for (int channel = 0; channel < pixel.length; channel++) {
                    pixel[channel] = (pixel[channel] / 255 - mean[channel]) / deviation[channel];
                }
            }
        }
    }

    private static double[][][] image(ImageSet images, int index) {
        Shape shape = images.shape();
        double[][][] image = new double[shape.height()][shape.width()][shape.channels()];
        for (int i = 0; i < shape.size(); i++) {
            int pixel = i / shape.channels();
            image[pixel / shape.width()][pixel % shape.width()][i % shape.channels()] =
                    images.pixels()[images.offset(index) + i] & 0xff;
        }
        return image;
    }

    private static double[] flat(double[][][] image) {
        int width = image[0].length;
        int channels = image[0][0].length;
        double[] values = new double[image.length * width * channels];
        for (int i = 0; i < values.length; i++) {
            values[i] = image[i / channels / width][i / channels % width][i % channels];
        }
        return values;
    }
}
