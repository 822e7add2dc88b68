package org.evalgap.nn;

import java.util.List;

/** An operator of two inputs or more. */
public sealed interface Merge extends Operator {

    /** The sum of inputs of one shape. */
    record Add() implements Merge {
        @Override
        public Shape outputShape(List<Shape> inputs) {
            atLeastTwo(inputs);
            for (Shape input : inputs) {
                if (!input.equals(inputs.get(0))) {
                    throw new ShapeException("inputs", "summands of shape " + inputs.get(0), input.toString());
                }
            }
            return inputs.get(0);
        }
    }

    /**
     * The product of two inputs, of one shape or one of them 1 × 1 × C: that one then scales the channels of the other,
     * as squeeze-and-excitation does.
     */
    record Multiply() implements Merge {
        @Override
        public Shape outputShape(List<Shape> inputs) {
            if (inputs.size() != 2) {
                throw new ShapeException("inputs", "2 factors", Integer.toString(inputs.size()));
            }
            Shape large = inputs.get(0).pixels() >= inputs.get(1).pixels() ? inputs.get(0) : inputs.get(1);
            for (Shape input : inputs) {
                if (!input.equals(large) && !input.equals(Shape.features(large.channels()))) {
                    throw new ShapeException(
                            "inputs", "factors of shape " + large + " or 1x1x" + large.channels(), input.toString());
                }
            }
            return large;
        }
    }

    /** The channels of the first input, then those of the second, and so on; of one height and width. */
    record Concat() implements Merge {
        @Override
        public Shape outputShape(List<Shape> inputs) {
            atLeastTwo(inputs);
            Shape first = inputs.get(0);
            int channels = 0;
            for (Shape input : inputs) {
                if (input.height() != first.height() || input.width() != first.width()) {
                    throw new ShapeException(
                            "inputs", "images of " + first.height() + "x" + first.width(), input.toString());
                }
                channels += input.channels();
            }
            return new Shape(first.height(), first.width(), channels);
        }
    }

    private static void atLeastTwo(List<Shape> inputs) {
        if (inputs.size() < 2) {
            throw new ShapeException("inputs", "at least 2 inputs", Integer.toString(inputs.size()));
        }
    }
}
