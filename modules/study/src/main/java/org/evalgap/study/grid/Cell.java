package org.evalgap.study.grid;

import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One combination of axis values.
 *
 * @param choices one per axis, in the order of the grid's axes
 */
public record Cell(List<Choice> choices) {

    /**
     * The value a cell has on an axis.
     *
     * @param axis the axis
     * @param index which of its values, from 0
     */
    public record Choice(Axis axis, int index) {

        /** The axis's key. */
        public String key() {
            return axis.key();
        }

        /** What the key is set to. */
        public ConfigValue value() {
            return axis.values().get(index);
        }

        /** The value as labels and tables write it. */
        public String label() {
            return axis.label(index);
        }
    }

    public Cell {
        choices = List.copyOf(choices);
    }

    /** The cell with another value on one of its axes. */
    public Cell with(Choice other) {
        return new Cell(choices.stream()
                .map(choice -> choice.axis().equals(other.axis()) ? other : choice)
                .toList());
    }

    /** The cell for people: {@code network.normalization=batch, training.batch-size=4}; {@code base} without axes. */
    public String label() {
        return choices.isEmpty()
                ? "base"
                : choices.stream()
                        .map(choice -> choice.key() + "=" + choice.label())
                        .collect(Collectors.joining(", "));
    }
}
