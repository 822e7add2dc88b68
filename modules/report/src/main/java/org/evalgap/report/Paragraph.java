package org.evalgap.report;

/** Text in lines of a width that fits every terminal. */
final class Paragraph {

    /** Characters of a line at most, unless a word is longer. */
    static final int WIDTH = 80;

    private Paragraph() {}

    /**
     * Breaks a text at blanks.
     *
     * @param first what stands ahead of the first line
     * @param next what stands ahead of the others
     * @return lines, each ended
     */
    static String of(String first, String next, String text) {
        StringBuilder lines = new StringBuilder();
        StringBuilder line = new StringBuilder(first);
        boolean empty = true;
        for (String word : text.split(" ", -1)) {
            if (!empty && line.length() + 1 + word.length() > WIDTH) {
                lines.append(line).append('\n');
                line = new StringBuilder(next);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        return lines.append(line).append('\n').toString();
    }

    static String of(String text) {
        return of("", "", text);
    }
}
