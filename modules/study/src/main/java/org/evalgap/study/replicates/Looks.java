package org.evalgap.study.replicates;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * At which numbers of replicates is looked whether a cell needs more. They are fixed before the first trial, as what
 * looking costs in certainty follows from them.
 *
 * @param numbers increasing, at least one
 */
public record Looks(int[] numbers) {

    private static final double GROWTH = 1.25;

    public Looks {
        numbers = numbers.clone();
    }

    /** One look, at the end. */
    public static Looks once(int replicates) {
        return new Looks(new int[] {replicates});
    }

    /**
     * From the first look on each has a quarter more replicates than the one before, rounded up: looks at every single one
     * would keep executors waiting and cost certainty, rare ones would train too much.
     *
     * @param atLeast replicates at the first look
     * @param atMost replicates at the last look
     */
    public static Looks of(int atLeast, int atMost) {
        return new Looks(IntStream.iterate(
                        atLeast,
                        number -> number >= 0,
                        number -> number == atMost ? -1 : (int) Math.min(atMost, Math.ceil(GROWTH * number)))
                .toArray());
    }

    @Override
    public int[] numbers() {
        return numbers.clone();
    }

    /** Replicates at a look, from 0. */
    public int number(int look) {
        return numbers[look];
    }

    /** How many there are. */
    public int count() {
        return numbers.length;
    }

    /** Replicates at the last look. */
    public int last() {
        return numbers[numbers.length - 1];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Looks looks && Arrays.equals(numbers, looks.numbers);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(numbers);
    }

    @Override
    public String toString() {
        return Arrays.toString(numbers);
    }
}
