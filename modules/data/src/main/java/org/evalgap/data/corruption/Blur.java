package org.evalgap.data.corruption;

import org.evalgap.data.random.SplitMix64;

/** Each value a mean of others. */
final class Blur {

    private static final double[] GAUSSIAN = {1, 2, 3, 4, 6};

    /** A Gaussian ends after so many standard deviations. */
    private static final double REACH = 4;

    private static final Glass[] GLASS = {
        new Glass(0.7, 1, 2), new Glass(0.9, 2, 1), new Glass(1, 2, 3), new Glass(1.1, 3, 2), new Glass(1.5, 4, 2)
    };

    private static final Motion[] MOTION = {
        new Motion(10, 3), new Motion(15, 5), new Motion(15, 8), new Motion(15, 12), new Motion(20, 15)
    };

    private static final Zoom[] ZOOM = {
        new Zoom(11, 0.01), new Zoom(16, 0.01), new Zoom(11, 0.02), new Zoom(13, 0.02), new Zoom(11, 0.03)
    };

    /**
     * @param deviation of the blur ahead of and behind the swaps
     * @param distance that a pixel is moved at most, in each direction
     * @param rounds of swaps
     */
    private record Glass(double deviation, int distance, int rounds) {}

    /**
     * @param radius half of the length of the trace
     * @param deviation of the half Gaussian along it
     */
    private record Motion(int radius, double deviation) {}

    /**
     * @param factors number of enlargements, the first of which is 1
     * @param step from one to the next
     */
    private record Zoom(int factors, double step) {}

    private Blur() {}

    static void gaussian(Canvas image, int severity, SplitMix64 none) {
        gaussian(image, GAUSSIAN[severity - 1] * image.unit());
    }

    /** Convolves with a Gaussian; outside the image is its border. Values are not limited. */
    static void gaussian(Canvas image, double deviation) {
        int reach = (int) (REACH * deviation + 0.5);
        double[] weights = new double[2 * reach + 1];
        double sum = 0;
        for (int i = -reach; i <= reach; i++) {
            weights[i + reach] = StrictMath.exp(-0.5 * i * i / (deviation * deviation));
            sum += weights[i + reach];
        }
        Canvas rows = image.blank(image.channels);
        for (int y = 0; y < image.height; y++) {
            for (int x = 0; x < image.width; x++) {
                for (int c = 0; c < image.channels; c++) {
                    double value = 0;
                    for (int i = -reach; i <= reach; i++) {
                        value += weights[i + reach] * image.get(y, within(x + i, image.width), c);
                    }
                    rows.put(y, x, c, value / sum);
                }
            }
        }
        for (int y = 0; y < image.height; y++) {
            for (int x = 0; x < image.width; x++) {
                for (int c = 0; c < image.channels; c++) {
                    double value = 0;
                    for (int i = -reach; i <= reach; i++) {
                        value += weights[i + reach] * rows.get(within(y + i, image.height), x, c);
                    }
                    image.put(y, x, c, value / sum);
                }
            }
        }
    }

    /** As through frosted glass: blurred, pixels swapped with others nearby, blurred again. */
    static void glass(Canvas image, int severity, SplitMix64 random) {
        Glass glass = GLASS[severity - 1];
        int distance = Math.max(1, (int) Math.round(glass.distance() * image.unit()));
        double deviation = glass.deviation() * image.unit();
        gaussian(image, deviation);
        for (int round = 0; round < glass.rounds(); round++) {
            for (int y = image.height - distance; y > distance; y--) {
                for (int x = image.width - distance; x > distance; x--) {
                    if (random.nextBoolean()) {
                        int otherY = y + random.nextInt(2 * distance) - distance;
                        int otherX = x + random.nextInt(2 * distance) - distance;
                        swap(image, y, x, otherY, otherX);
                    }
                }
            }
        }
        gaussian(image, deviation);
    }

    private static void swap(Canvas image, int y, int x, int otherY, int otherX) {
        for (int c = 0; c < image.channels; c++) {
            float value = image.get(y, x, c);
            image.put(y, x, c, image.get(otherY, otherX, c));
            image.put(otherY, otherX, c, value);
        }
    }

    /** A trace in one direction, of at most 45° from the horizontal, that fades as half a Gaussian does. */
    static void motion(Canvas image, int severity, SplitMix64 random) {
        Motion motion = MOTION[severity - 1];
        double angle = (random.nextDouble() - 0.5) * StrictMath.PI / 2;
        double deviation = motion.deviation() * image.unit();
        int length = (int) Math.round(2 * motion.radius() * image.unit()) + 1;
        double down = StrictMath.sin(angle);
        double right = StrictMath.cos(angle);
        double sum = 0;
        double[] weights = new double[length];
        for (int i = 0; i < length; i++) {
            weights[i] = StrictMath.exp(-0.5 * i * i / (deviation * deviation));
            sum += weights[i];
        }
        Canvas still = image.copy();
        for (int y = 0; y < image.height; y++) {
            for (int x = 0; x < image.width; x++) {
                for (int c = 0; c < image.channels; c++) {
                    double value = 0;
                    for (int i = 0; i < length; i++) {
                        value += weights[i] * still.sampleOrBorder(y + i * down, x + i * right, c);
                    }
                    image.set(y, x, c, value / sum);
                }
            }
        }
    }

    /** The mean of the image, once more, and its enlargements about its middle. */
    static void zoom(Canvas image, int severity, SplitMix64 none) {
        Zoom zoom = ZOOM[severity - 1];
        double middleY = (image.height - 1) / 2.0;
        double middleX = (image.width - 1) / 2.0;
        Canvas still = image.copy();
        for (int y = 0; y < image.height; y++) {
            for (int x = 0; x < image.width; x++) {
                for (int c = 0; c < image.channels; c++) {
                    double value = still.get(y, x, c);
                    for (int i = 0; i < zoom.factors(); i++) {
                        double factor = 1 + i * zoom.step();
                        value += still.sampleOrBorder(
                                middleY + (y - middleY) / factor, middleX + (x - middleX) / factor, c);
                    }
                    image.set(y, x, c, value / (zoom.factors() + 1));
                }
            }
        }
    }

    private static int within(int position, int length) {
        return Math.max(0, Math.min(length - 1, position));
    }
}
