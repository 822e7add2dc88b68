package org.evalgap.study.config;

import java.util.List;

/** How the norms inside trained networks are looked at. */
final class LayersSection {

    static final List<Key<?>> KEYS = List.of(
            Key.of("measured", ValueType.FLAG, "Whether the norms are looked at when the training is done."),
            Key.of(
                    "every-epochs",
                    ValueType.integer(0),
                    "After how many epochs they are looked at during the training as well; 0 for never."),
            Key.of("channels", ValueType.FLAG, "Whether each channel has a row of its own too."));

    static final Section SECTION = Section.of(
            "layers",
            "study.evaluation.layers",
            "Where in the network training and evaluation differ: one row for each norm.",
            KEYS.toArray(new Key<?>[0]));

    private LayersSection() {}
}
