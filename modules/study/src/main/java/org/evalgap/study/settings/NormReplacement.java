package org.evalgap.study.settings;

import java.io.Serializable;
import org.evalgap.study.binding.Beside;
import org.evalgap.study.binding.Setting;

/** What takes the place of the norms of a network that somebody else made. */
@Beside(
        @Setting(
                key = "normalization",
                meaning = "What takes the place of each norm, with that norm's epsilon; as-is: nothing does.",
                defaultValue = "as-is",
                always = true))
public sealed interface NormReplacement extends Serializable permits NormReplacement.AsIs, NormalizationConfig {

    /** The norms stay as they are. */
    record AsIs() implements NormReplacement {}

    /** The same without ghost batches that are at least as large as any batch. */
    default NormReplacement forBatchSize(int batchSize) {
        return this;
    }
}
