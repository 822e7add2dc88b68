package org.evalgap.data.corruption;

import static org.evalgap.data.corruption.Canvas.WHITE;

import org.evalgap.data.random.SplitMix64;

/** Something in front of the image. */
final class Overlay {

    /** Share of the width, on each side, that a stripe covers at severity 1; at 5 it is a quarter. */
    private static final double STRIPE = 0.05;

    /** Distance from a line's middle at which it ends, and width of its dashes, in pixels of MNIST. */
    private static final double LINE = 2.3;

    private static final double DASH = 2;

    private static final Fog[] FOG = {
        new Fog(1.5, 2), new Fog(2, 2), new Fog(2.5, 1.7), new Fog(2.5, 1.5), new Fog(3, 1.4)
    };

    private static final Mud[] MUD = {
        new Mud(0.65, 0.3, 4, 0.69, 0.6),
        new Mud(0.65, 0.3, 3, 0.68, 0.6),
        new Mud(0.65, 0.3, 2, 0.68, 0.5),
        new Mud(0.65, 0.3, 1, 0.65, 1.5),
        new Mud(0.67, 0.4, 1, 0.65, 1.5)
    };

    /** Mud on a lens, as a colour; the first channel is that of grey images. */
    private static final double[] MUD_COLOUR = {63, 42, 20};

    /** Mud that covers less of a pixel leaves it clean. */
    private static final double COVERS = 0.8;

    /**
     * @param density against the image's brightest value
     * @param decay of the fog's detail from one scale to half of it; by its square, as in MNIST-C
     */
    private record Fog(double density, double decay) {}

    /**
     * @param mean of the noise that drops are made of
     * @param deviation of that noise
     * @param size of drops: deviation of the blur
     * @param level above which there is mud
     * @param edge deviation of the blur of its edge
     */
    private record Mud(double mean, double deviation, double size, double level, double edge) {}

    private Overlay() {}

    /** The negative at the left and right side. */
    static void stripe(Canvas image, int severity, SplitMix64 none) {
        int covered = (int) Math.round(STRIPE * severity * image.width);
        for (int y = 0; y < image.height; y++) {
            for (int x = 0; x < image.width; x++) {
                for (int c = 0; c < image.channels && (x < covered || x >= image.width - covered); c++) {
                    image.set(y, x, c, WHITE - image.get(y, x, c));
                }
            }
        }
    }

    /** White dotted lines from the left to the right side, as many as the severity; MNIST-C draws one. */
    static void dottedLine(Canvas image, int severity, SplitMix64 random) {
        for (int line = 0; line < severity; line++) {
            int left = random.nextInt(Math.max(1, image.height - 1));
            int right = random.nextInt(Math.max(1, image.height - 1));
            for (int x = 0; x < image.width; x++) {
                if ((int) (x / (DASH * image.unit())) % 2 == 0) {
                    continue;
                }
                double middle = left + (right - left) * (double) x / Math.max(1, image.width - 1);
                for (int y = 0; y < image.height; y++) {
                    double distance = Math.abs(y - middle) / image.unit();
                    double added = distance < LINE ? Math.max(0, 1 + StrictMath.log(1 - distance / LINE)) : 0;
                    for (int c = 0; c < image.channels; c++) {
                        image.set(y, x, c, image.get(y, x, c) + WHITE * added);
                    }
                }
            }
        }
    }

    /** Drops of mud. */
    static void spatter(Canvas image, int severity, SplitMix64 random) {
        Mud mud = MUD[severity - 1];
        Canvas drops = image.blank(1);
        for (int y = 0; y < image.height; y++) {
            for (int x = 0; x < image.width; x++) {
                drops.put(y, x, 0, mud.mean() + mud.deviation() * random.nextGaussian());
            }
        }
        Blur.gaussian(drops, mud.size() * image.unit());
        for (int y = 0; y < image.height; y++) {
            for (int x = 0; x < image.width; x++) {
                drops.put(y, x, 0, drops.get(y, x, 0) > mud.level() ? 1 : 0);
            }
        }
        Blur.gaussian(drops, mud.edge() * image.unit());
        for (int y = 0; y < image.height; y++) {
            for (int x = 0; x < image.width; x++) {
                double covered = drops.get(y, x, 0);
                for (int c = 0; c < image.channels && covered >= COVERS; c++) {
                    double colour = MUD_COLOUR[image.channels == MUD_COLOUR.length ? c : 0];
                    image.set(y, x, c, (1 - covered) * image.get(y, x, c) + covered * colour);
                }
            }
        }
    }

    /** A fractal, the diamond-square algorithm's, that dims what is behind it; the brightest value stays the limit. */
    static void fog(Canvas image, int severity, SplitMix64 random) {
        Fog fog = FOG[severity - 1];
        double brightest = 0;
        for (int i = 0; i < image.size(); i++) {
            brightest = Math.max(brightest, image.get(i) / WHITE);
        }
        double[][] haze = fractal(Math.max(image.height, image.width), fog.decay(), random);
        for (int y = 0; y < image.height; y++) {
            for (int x = 0; x < image.width; x++) {
                for (int c = 0; c < image.channels; c++) {
                    double value = image.get(y, x, c) + WHITE * fog.density() * haze[y][x];
                    image.set(y, x, c, value * brightest / (brightest + fog.density()));
                }
            }
        }
    }

    /**
     * Values from 0 to 1 on a torus, by the diamond-square algorithm (Fournier, Fussell and Carpenter 1982).
     *
     * @param least least side; the side is a power of two
     */
    private static double[][] fractal(int least, double decay, SplitMix64 random) {
        int side = 1;
        while (side < Math.max(2, least)) {
            side *= 2;
        }
        double[][] map = new double[side][side];
        double noise = 1;
        for (int step = side; step >= 2; step /= 2) {
            int half = step / 2;
            for (int y = 0; y < side; y += step) {
                for (int x = 0; x < side; x += step) {
                    double corners = map[y][x]
                            + map[y][(x + step) % side]
                            + map[(y + step) % side][x]
                            + map[(y + step) % side][(x + step) % side];
                    map[y + half][x + half] = corners / 4 + noise * uniform(random);
                }
            }
            for (int y = 0; y < side; y += step) {
                for (int x = 0; x < side; x += step) {
                    map[y][x + half] = around(map, y, x + half, half) / 4 + noise * uniform(random);
                    map[y + half][x] = around(map, y + half, x, half) / 4 + noise * uniform(random);
                }
            }
            noise /= decay * decay;
        }
        return stretched(map);
    }

    private static double around(double[][] map, int y, int x, int distance) {
        int side = map.length;
        return map[(y + distance) % side][x]
                + map[(y - distance + side) % side][x]
                + map[y][(x + distance) % side]
                + map[y][(x - distance + side) % side];
    }

    private static double[][] stretched(double[][] map) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (double[] row : map) {
            for (double value : row) {
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
        }
        for (double[] row : map) {
            for (int x = 0; x < row.length; x++) {
                row[x] = (row[x] - least) / (most - least);
            }
        }
        return map;
    }

    private static double uniform(SplitMix64 random) {
        return 2 * random.nextDouble() - 1;
    }
}
