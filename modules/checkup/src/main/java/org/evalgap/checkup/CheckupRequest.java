package org.evalgap.checkup;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.evalgap.checkup.pass.Composition;
import org.evalgap.data.preprocessing.Preprocessing;
import org.evalgap.data.preprocessing.PreprocessingAlternative;
import org.evalgap.data.preprocessing.PreprocessingPair;
import org.evalgap.data.source.ImageSource;
import org.evalgap.models.Checkpoint;
import org.evalgap.models.network.ImportedModel;

/**
 * What a check-up looks at.
 *
 * @param graph file of the graph
 * @param model graph and weights
 * @param weights the file that the weights are from: what a repaired copy is a copy of
 * @param images like those in use, with their classes
 * @param trainingImages if they are known
 * @param preprocessing of images in training, if that is known, and in use
 * @param trainingBatchSize images of a batch of the training, at least 2
 * @param composition of the training's batches; empty to infer it from the statistics
 * @param use what the model does in use, if that was observed
 */
public record CheckupRequest(
        Path graph,
        ImportedModel model,
        Checkpoint weights,
        ImageSource images,
        Optional<ImageSource> trainingImages,
        PreprocessingPair preprocessing,
        int trainingBatchSize,
        Optional<Composition> composition,
        Optional<DeployedUse> use) {

    /** What training images went through: what is known, or what those in use go through. */
    Preprocessing trainingPreprocessing() {
        return preprocessing.train().orElse(preprocessing.eval());
    }

    /** Of the images that statistics are taken of. */
    Preprocessing statisticsPreprocessing() {
        return trainingImages.isPresent() ? trainingPreprocessing() : preprocessing.eval();
    }

    /** Other preprocessing than that in use whose images fit the model. */
    List<PreprocessingAlternative> alternatives() {
        Preprocessing given = preprocessing.eval();
        return PreprocessingAlternative.of(given, preprocessing.train()).stream()
                .filter(other -> other.preprocessing().outputSize().equals(given.outputSize())
                        && other.preprocessing().channels() == given.channels())
                .toList();
    }

    /** Whether images pass through the network otherwise in use than in training, but for how they are normalized. */
    boolean pathsDiffer() {
        return model.spec().hasDropout() || !statisticsPreprocessing().equals(preprocessing.eval());
    }
}
