package org.evalgap.data;

import java.io.Serializable;
import org.evalgap.nn.graph.ShapeException;

/**
 * How many images of each class are kept: the first ones, in file order.
 *
 * @param trainPerClass most images of one class in the training split, at least 1
 * @param testPerClass most images of one class in the test split, at least 1
 */
public record Limits(int trainPerClass, int testPerClass) implements Serializable {

    /** Keeps every image. */
    public static final Limits NONE = new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE);

    /** @throws ShapeException if a limit is below 1 */
    public Limits {
        atLeast("train-per-class", 1, trainPerClass);
        atLeast("test-per-class", 1, testPerClass);
    }

    static void atLeast(String setting, int least, int value) {
        if (value < least) {
            throw new ShapeException(setting, "an integer of at least " + least, Integer.toString(value));
        }
    }
}
