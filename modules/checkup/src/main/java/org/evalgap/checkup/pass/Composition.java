package org.evalgap.checkup.pass;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.evalgap.data.random.Seed;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.data.source.ImageSource;

/** Which images formed a batch of the training. */
public enum Composition {
    /** Every order was equally likely. */
    RANDOM("random"),
    /** Each batch was of one class. */
    BY_CLASS("by-class"),
    /** Each batch was of one folder below the classes' folders ({@code class/domain/image.png}), the folders in turn. */
    BY_FOLDER("by-folder");

    private final String label;

    Composition(String label) {
        this.label = label;
    }

    /** Its name on the command line. */
    public String label() {
        return label;
    }

    /** Whether the images can be told apart this way. */
    public boolean applies(ImageSource images) {
        return this == RANDOM || groups(images).size() > 1;
    }

    /** Batches of exactly {@code batchSize} images; those left over in a group are left out, unless nothing else is. */
    public List<int[]> batches(ImageSource images, int batchSize, Seed seed) {
        SplitMix64 random = seed.generator();
        List<List<int[]>> ofGroups = new ArrayList<>();
        for (List<Integer> group : groups(images).values()) {
            int[] order = group.stream().mapToInt(Integer::intValue).toArray();
            random.shuffle(order, 0, order.length);
            ofGroups.add(cut(order, Math.min(batchSize, order.length)));
        }
        List<int[]> inTurn = new ArrayList<>();
        int rounds = ofGroups.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < rounds; i++) {
            for (List<int[]> batches : ofGroups) {
                if (i < batches.size()) {
                    inTurn.add(batches.get(i));
                }
            }
        }
        return inTurn;
    }

    private static List<int[]> cut(int[] order, int batchSize) {
        List<int[]> batches = new ArrayList<>();
        for (int from = 0; from + batchSize <= order.length; from += batchSize) {
            batches.add(Arrays.copyOfRange(order, from, from + batchSize));
        }
        return batches;
    }

    private Map<String, List<Integer>> groups(ImageSource images) {
        IntFunction<String> key = switch (this) {
            case RANDOM -> index -> "";
            case BY_CLASS -> index -> String.format("%09d", images.label(index));
            case BY_FOLDER -> index -> domain(images.nameOf(index));
        };
        Map<String, List<Integer>> groups = new TreeMap<>();
        IntStream.range(0, images.size())
                .forEach(index -> groups.computeIfAbsent(key.apply(index), name -> new ArrayList<>())
                        .add(index));
        return groups;
    }

    /** Folders between the class's and the file. */
    private static String domain(String name) {
        int first = name.indexOf('/');
        int last = name.lastIndexOf('/');
        return first == last ? "" : name.substring(first + 1, last);
    }
}
