package org.evalgap.models.tensor;

/**
 * One thing that is wrong with a model, in the project's one form.
 *
 * @param where the tensor, node or entry it is about; empty when it is the file itself
 * @param expected what would have been accepted
 * @param received what was there
 */
public record ModelProblem(String where, String expected, String received) {

    /** A problem of the file itself. */
    public ModelProblem(String expected, String received) {
        this("", expected, received);
    }

    /** At most 100 characters, none of which moves a terminal's cursor. */
    public static String printable(String text) {
        String shown = text.length() > 100 ? text.substring(0, 100) + "…" : text;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }

    @Override
    public String toString() {
        String problem = "expected " + expected + ", received " + received;
        return where.isEmpty() ? problem : where + ": " + problem;
    }
}
