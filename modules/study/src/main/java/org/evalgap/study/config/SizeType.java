package org.evalgap.study.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import java.util.List;
import org.evalgap.data.preprocessing.Size;
import org.evalgap.nn.ShapeException;

/** Sizes of images: one number of pixels, or height and width. */
final class SizeType {

    private SizeType() {}

    /** One number for both sides, or both. */
    static ValueType<Size> window() {
        ValueType<List<Integer>> sides = sides("a number of pixels for height and width, or [height, width]");
        return new ValueType<>(sides.expected(), List.of(), (value, path, problems) -> {
            List<Integer> read = sides.read(value, path, problems);
            try {
                return read == null ? null : new Size(read.get(0), read.get(read.size() - 1));
            } catch (ShapeException e) {
                problems.add(path, e.expected(), e.received());
                return null;
            }
        });
    }

    /** One number for the shorter side, or both. */
    static ValueType<List<Integer>> sides() {
        return sides("a number of pixels for the shorter side, or [height, width]");
    }

    private static ValueType<List<Integer>> sides(String expected) {
        ValueType<Integer> side = ValueType.integer(1);
        return new ValueType<>(expected, List.of(), (value, path, problems) -> {
            Problems refused = new Problems();
            List<Integer> read = (value instanceof ConfigList list ? list : List.of(value))
                    .stream()
                            .map(element -> side.read((ConfigValue) element, path, refused))
                            .toList();
            if (refused.size() > 0 || read.isEmpty() || read.size() > 2) {
                problems.add(path, expected, value);
                return null;
            }
            return read;
        });
    }
}
