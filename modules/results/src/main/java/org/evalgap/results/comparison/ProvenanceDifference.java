package org.evalgap.results.comparison;

import java.util.SortedSet;

/**
 * One thing that results depend on, in two outputs.
 *
 * @param name what it is
 * @param first the values that trials of the first output have
 * @param second the values that trials of the second output have
 */
public record ProvenanceDifference(String name, SortedSet<String> first, SortedSet<String> second) {

    /** Whether the two outputs differ in it. */
    public boolean changed() {
        return !first.equals(second);
    }
}
