package org.evalgap.data.corruption;

import org.evalgap.data.random.SplitMix64;

/** Pixels elsewhere: affine maps about the middle of the image, whose surroundings are black. */
final class Move {

    private static final int[] TRANSLATION = {1, 2, 3, 4, 5};
    private static final double[] ROTATION = {0.2, 0.4, 0.6, 0.8, 1};
    private static final double[] SCALE = {0.9, 0.8, 0.7, 0.6, 0.5};
    private static final double[] SHEAR = {0.2, 0.4, 0.6, 0.8, 1};

    /** Where a pixel of the result comes from, relative to the middle of the image: matrix times place, plus shift. */
    private record Source(double yy, double yx, double xy, double xx, double shiftY, double shiftX) {}

    private Move() {}

    /** As far down or up as right or left. */
    static void translate(Canvas image, int severity, SplitMix64 random) {
        double distance = Math.round(TRANSLATION[severity - 1] * image.unit());
        double right = sign(random) * distance;
        double down = sign(random) * distance;
        apply(image, new Source(1, 0, 0, 1, down, right));
    }

    /** By an angle in radians, either way. */
    static void rotate(Canvas image, int severity, SplitMix64 random) {
        double angle = sign(random) * ROTATION[severity - 1];
        double sine = StrictMath.sin(angle);
        double cosine = StrictMath.cos(angle);
        apply(image, new Source(cosine, sine, -sine, cosine, 0, 0));
    }

    /** Made smaller. */
    static void scale(Canvas image, int severity, SplitMix64 none) {
        double factor = SCALE[severity - 1];
        apply(image, new Source(1 / factor, 0, 0, 1 / factor, 0, 0));
    }

    /** Columns tilted by an angle in radians, either way; their length stays. */
    static void shear(Canvas image, int severity, SplitMix64 random) {
        double angle = sign(random) * SHEAR[severity - 1];
        apply(image, new Source(StrictMath.cos(angle), 0, -StrictMath.sin(angle), 1, 0, 0));
    }

    private static int sign(SplitMix64 random) {
        return random.nextBoolean() ? 1 : -1;
    }

    private static void apply(Canvas image, Source source) {
        double middleY = (image.height - 1) / 2.0;
        double middleX = (image.width - 1) / 2.0;
        Canvas still = image.copy();
        for (int y = 0; y < image.height; y++) {
            for (int x = 0; x < image.width; x++) {
                double down = y - middleY;
                double right = x - middleX;
                double fromY = middleY + source.yy() * down + source.yx() * right + source.shiftY();
                double fromX = middleX + source.xy() * down + source.xx() * right + source.shiftX();
                for (int c = 0; c < image.channels; c++) {
                    image.set(y, x, c, still.sample(fromY, fromX, c));
                }
            }
        }
    }
}
