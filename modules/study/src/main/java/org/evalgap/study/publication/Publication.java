package org.evalgap.study.publication;

import org.evalgap.nn.graph.ShapeException;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;

/**
 * What a study repeats in small.
 *
 * @param paper authors, year and title
 * @param url where it can be read, of http or https
 * @param found what it did and found
 * @param carries what is smaller or other in the study, and how far its results bear on the paper's
 */
@Section(
        meaning =
                "The paper that the study repeats in small, for the page and `evalgap papers`; it changes no trial. What the"
                        + " paper reports of a single contrast stands in the contrast's own `published`.")
public record Publication(
        @Setting(meaning = "Authors, year and title.") String paper,

        @Setting(meaning = "Where it can be read.", accepts = "an address of http or https")
        String url,

        @Setting(meaning = "What it did and found, with the figure or table.")
        String found,

        @Setting(meaning = "What is smaller or other in the study, and how far its results bear on the paper's.")
        String carries) {

    public Publication {
        // It becomes a link on pages, also on those of outputs of others.
        if (!url.startsWith("https://") && !url.startsWith("http://")) {
            throw new ShapeException("url", "an address of http or https", url);
        }
    }
}
