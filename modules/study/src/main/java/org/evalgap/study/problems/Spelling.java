package org.evalgap.study.problems;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses the name that somebody meant to write. */
public final class Spelling {

    private static final int ALWAYS_NEAR = 1;
    private static final int LETTERS_PER_MISTAKE = 3;

    private Spelling() {}

    /** The known name with the fewest mistakes from {@code written}; empty if that is too many to be a misspelling. */
    public static Optional<String> nearest(String written, Collection<String> known) {
        int most = Math.max(ALWAYS_NEAR, written.length() / LETTERS_PER_MISTAKE);
        return known.stream()
                .sorted()
                .min(Comparator.comparingInt(name -> distance(written, name)))
                .filter(name -> distance(written, name) <= most);
    }

    /** Letters to insert, remove, replace or swap with their neighbour (optimal string alignment). */
    static int distance(String a, String b) {
        int[][] mistakes = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                mistakes[i][j] = i == 0 || j == 0 ? i + j : fewest(mistakes, a, b, i, j);
            }
        }
        return mistakes[a.length()][b.length()];
    }

    private static int fewest(int[][] mistakes, String a, String b, int i, int j) {
        int replaced = mistakes[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int fewest = Math.min(replaced, 1 + Math.min(mistakes[i - 1][j], mistakes[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(fewest, 1 + mistakes[i - 2][j - 2]) : fewest;
    }
}
