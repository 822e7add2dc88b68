package org.evalgap.checkup.input;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.evalgap.checkup.DeployedUse;
import org.evalgap.data.DatasetException;
import org.evalgap.data.source.ImageSource;
import org.evalgap.models.tensor.Reason;

/**
 * Reads what a model predicts in use: lines of an image's path below the images' folder and a class, by its name or, if no
 * class has such a name, its number from 0. A first line that names no image is a header. Images may be left out.
 */
final class PredictionsFile {

    private static final int SHOWN = 5;

    private final ImageSource images;
    private final Map<String, Integer> indices = new HashMap<>();
    private final BitSet given = new BitSet();
    private final int[] predicted;
    private final List<String> wrong = new ArrayList<>();

    private PredictionsFile(ImageSource images) {
        this.images = images;
        predicted = new int[images.size()];
        for (int i = 0; i < images.size(); i++) {
            indices.put(images.nameOf(i), i);
        }
    }

    /**
     * @throws DatasetException if the file cannot be read
     * @throws UnusableException with the lines that cannot be used
     */
    static DeployedUse read(Path file, ImageSource images) {
        List<String> lines;
        try {
            Reason.requireFile(file);
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new DatasetException(
                    file.toString(),
                    "a text file that can be read",
                    Files.isRegularFile(file) ? e.toString() : Reason.of(e));
        }
        PredictionsFile predictions = new PredictionsFile(images);
        for (int i = 0; i < lines.size(); i++) {
            predictions.add(i + 1, lines.get(i));
        }
        predictions.check(file);
        return DeployedUse.ofPredictions(
                predictions.given,
                predictions.predicted,
                IntStream.range(0, images.size()).map(images::label).toArray());
    }

    private void add(int number, String line) {
        if (line.isBlank()) {
            return;
        }
        int comma = line.lastIndexOf(',');
        if (comma < 0) {
            wrong.add("line " + number + ": expected an image, a comma and a class, received " + line);
            return;
        }
        String name = unquoted(line.substring(0, comma));
        String answer = unquoted(line.substring(comma + 1));
        Integer index = indices.get(name);
        int answered = classOf(answer);
        if (index == null) {
            if (number > 1) {
                wrong.add("line " + number + ": expected an image of " + images.name() + ", received " + name);
            }
        } else if (given.get(index)) {
            wrong.add("line " + number + ": expected each image once, received " + name + " again");
        } else if (answered < 0) {
            wrong.add("line " + number + ": expected a class of " + images.name() + " or its number, from 0 to "
                    + (images.classes().size() - 1) + ", received " + answer);
        } else {
            given.set(index);
            predicted[index] = answered;
        }
    }

    private static String unquoted(String field) {
        String text = field.strip();
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
                : text;
    }

    private int classOf(String answer) {
        int named = images.classes().indexOf(answer);
        if (named >= 0 || !answer.matches("\\d{1,9}")) {
            return named;
        }
        int number = Integer.parseInt(answer);
        return number < images.classes().size() ? number : -1;
    }

    private void check(Path file) {
        if (wrong.isEmpty() && given.isEmpty()) {
            wrong.add("expected a line for each image, such as " + images.nameOf(0) + ","
                    + images.classes().get(0) + ", received none");
        }
        if (wrong.isEmpty()) {
            return;
        }
        String more = wrong.size() > SHOWN ? "\n  and " + (wrong.size() - SHOWN) + " more" : "";
        throw new UnusableException(List.of("Cannot use predictions " + file + ": "
                + wrong.size() + (wrong.size() == 1 ? " problem" : " problems") + "\n  "
                + String.join("\n  ", wrong.subList(0, Math.min(SHOWN, wrong.size()))) + more));
    }
}
