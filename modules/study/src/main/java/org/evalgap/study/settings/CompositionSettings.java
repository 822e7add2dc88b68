package org.evalgap.study.settings;

import java.util.List;
import org.evalgap.data.sampling.BatchComposition;
import org.evalgap.data.transform.Transform;
import org.evalgap.study.binding.Kinds;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;

/** Which images form a training batch, as a study file writes it. */
@Kinds(
        noun = "a batch composition",
        title = "composition",
        kinds = {
            CompositionSettings.Iid.class,
            CompositionSettings.ClassSorted.class,
            CompositionSettings.OnePerClass.class,
            CompositionSettings.NearDuplicates.class,
            CompositionSettings.DomainAlternating.class
        })
public interface CompositionSettings {

    @Section(kind = "iid", of = BatchComposition.Iid.class, meaning = "Random images, each once per epoch.")
    interface Iid {}

    @Section(
            kind = "class-sorted",
            of = BatchComposition.ClassSorted.class,
            meaning = "Images sorted by class: nearly every batch is of one class.")
    interface ClassSorted {}

    @Section(
            kind = "one-per-class",
            of = BatchComposition.OnePerClass.class,
            meaning = "Equally many images of each class in every batch.")
    interface OnePerClass {}

    @Section(
            kind = "near-duplicates",
            of = BatchComposition.NearDuplicates.class,
            meaning =
                    "Random images, each several times in a row, as neighbouring frames of a video are; an epoch passes "
                            + "every image that often. Copies differ by random transforms alone.")
    interface NearDuplicates {
        @Setting(meaning = "Times that an image comes in a row.", defaultValue = "8", atLeast = 1, always = true)
        int frames();
    }

    @Section(
            kind = "domain-alternating",
            of = BatchComposition.DomainAlternating.class,
            meaning = "Random images; every other batch is moved into a second input domain.")
    interface DomainAlternating {
        // Less contrast and more brightness.
        @Setting(
                meaning = "What turns an image of the first domain into one of the second.",
                defaultValue = "[{ kind = affine, scale = 0.3, shift = 2 }]",
                described = TransformSettings.class,
                always = true)
        List<Transform> secondDomain();
    }
}
