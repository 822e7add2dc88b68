package org.evalgap.study.config;

import com.typesafe.config.ConfigList;
import java.util.List;
import java.util.Optional;
import org.evalgap.data.sampling.BatchComposition;
import org.evalgap.data.sampling.BatchComposition.DomainAlternating;
import org.evalgap.data.transform.Transform;
import org.evalgap.study.config.Variants.Variant;

/** Which images form a training batch. */
final class CompositionSection {

    static final Key<ConfigList> SECOND_DOMAIN = Key.of(
            "second-domain",
            ValueType.list("a list of transforms"),
            "What turns an image of the first domain into one of the second.");

    static final Variants<BatchComposition> VARIANTS = new Variants<>(
            "a batch composition",
            List.of(
                    Variant.of(section("iid", "Random images, each once per epoch."), BatchComposition.Iid.class),
                    Variant.of(
                            section("class-sorted", "Images sorted by class: nearly every batch is of one class."),
                            BatchComposition.ClassSorted.class),
                    Variant.of(
                            section("one-per-class", "Equally many images of each class in every batch."),
                            BatchComposition.OnePerClass.class),
                    new Variant<>(
                            section(
                                    "domain-alternating",
                                    "Random images; every other batch is moved into a second input domain.",
                                    SECOND_DOMAIN),
                            DomainAlternating.class,
                            CompositionSection::domainAlternating)));

    private CompositionSection() {}

    private static Section section(String kind, String meaning, Key<?>... keys) {
        return new Section(
                "composition." + kind, "study.trial.training.composition", Optional.of(kind), meaning, List.of(keys));
    }

    private static DomainAlternating domainAlternating(SectionReader reader) {
        List<Transform> secondDomain = TransformSection.readList(reader, SECOND_DOMAIN);
        return reader.build(() -> new DomainAlternating(secondDomain));
    }
}
