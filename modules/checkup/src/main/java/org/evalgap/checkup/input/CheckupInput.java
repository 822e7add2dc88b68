package org.evalgap.checkup.input;

import com.typesafe.config.ConfigRenderOptions;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.evalgap.checkup.CheckupRequest;
import org.evalgap.data.DatasetException;
import org.evalgap.data.preprocessing.Preprocessing;
import org.evalgap.data.preprocessing.PreprocessingPair;
import org.evalgap.data.preprocessing.Size;
import org.evalgap.data.source.FolderImages;
import org.evalgap.data.source.ImageSource;
import org.evalgap.models.Checkpoint;
import org.evalgap.models.OnnxModel;
import org.evalgap.models.network.ImportedModel;
import org.evalgap.models.tensor.ModelException;
import org.evalgap.nn.graph.Shape;
import org.evalgap.study.reading.PreprocessingReader;
import org.evalgap.study.reading.StudyException;

/** Opens everything that settings name, and collects what is wrong with all of it before anything is measured. */
public final class CheckupInput {

    private final CheckupSettings settings;
    private final List<String> problems = new ArrayList<>();

    private CheckupInput(CheckupSettings settings) {
        this.settings = settings;
    }

    /**
     * What settings ask for.
     *
     * @throws UnusableException with everything that is wrong
     */
    public static CheckupRequest open(CheckupSettings settings) {
        return new CheckupInput(settings).request();
    }

    private CheckupRequest request() {
        Optional<OnnxModel> graph = attempt(() -> OnnxModel.open(Path.of(settings.model())));
        Optional<Checkpoint> weights = settings.weights() == null
                ? graph.map(model -> model)
                : attempt(() -> Checkpoint.open(Path.of(settings.weights())));
        Optional<ImportedModel> model = graph.isPresent() && weights.isPresent()
                ? attempt(() -> settings.weights() == null
                        ? ImportedModel.of(graph.get(), Optional.empty())
                        : ImportedModel.of(
                                graph.get(),
                                weights.get(),
                                Optional.ofNullable(settings.weightsPart()),
                                Optional.empty()))
                : Optional.empty();
        Optional<ImageSource> images = attempt(() -> images(settings.data()));
        Optional<ImageSource> training =
                settings.trainData() == null ? Optional.empty() : attempt(() -> images(settings.trainData()));
        Optional<PreprocessingPair> preprocessing =
                settings.preprocessing() == null ? Optional.empty() : attempt(this::preprocessing);
        model.ifPresent(found -> {
            images.ifPresent(source -> checkClasses(found, source));
            training.ifPresent(source -> checkClasses(found, source));
            preprocessing.ifPresent(pair -> checkShape(found, pair));
        });
        if (images.isPresent()
                && training.isPresent()
                && !images.get().classes().equals(training.get().classes())) {
            problem(
                    settings.trainData(),
                    "the classes of " + settings.data(),
                    training.get().classes().toString());
        }
        checkTarget(settings.repaired());
        checkTarget(settings.json());
        if (!problems.isEmpty()) {
            throw new UnusableException(problems);
        }
        return new CheckupRequest(
                model.orElseThrow(),
                weights.orElseThrow(),
                images.orElseThrow(),
                training,
                preprocessing.orElseGet(() -> imageNet(model.orElseThrow())),
                settings.trainingBatchSize(),
                Optional.ofNullable(settings.composition()),
                settings.deployedAccuracy() == null
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(settings.deployedAccuracy()));
    }

    private <T> Optional<T> attempt(Supplier<T> opening) {
        try {
            return Optional.of(opening.get());
        } catch (ModelException | DatasetException | StudyException e) {
            problems.add(e.getMessage());
        } catch (InvalidPathException e) {
            problem(e.getInput(), "a path", e.getReason());
        }
        return Optional.empty();
    }

    private static ImageSource images(String place) {
        return place.equals(EmbeddedImages.TRAIN) || place.equals(EmbeddedImages.TEST)
                ? EmbeddedImages.of(place)
                : FolderImages.of(Path.of(place));
    }

    private PreprocessingPair preprocessing() {
        String text = settings.preprocessing().render(ConfigRenderOptions.concise());
        return PreprocessingReader.parse("of the check-up", "preprocessing = " + text);
    }

    private static PreprocessingPair imageNet(ImportedModel model) {
        Shape shape = model.spec().input();
        return new PreprocessingPair(Optional.empty(), Preprocessing.imageNet(new Size(shape.height(), shape.width())));
    }

    private void checkClasses(ImportedModel model, ImageSource source) {
        int classes = model.spec().classes();
        if (source.classes().size() != classes) {
            problem(
                    source.name(),
                    classes + " folders, one for each of the model's classes",
                    source.classes().size() + " folders");
        }
    }

    private void checkShape(ImportedModel model, PreprocessingPair pair) {
        Shape shape = model.spec().input();
        checkShape("preprocessing.eval", shape, pair.eval());
        pair.train().ifPresent(train -> checkShape("preprocessing.train", shape, train));
    }

    private void checkShape(String key, Shape shape, Preprocessing preprocessing) {
        if (preprocessing.channels() != shape.channels()) {
            problem(key, "the model's " + shape.channels() + " channels", preprocessing.channels() + " channels");
        }
        Size size = new Size(shape.height(), shape.width());
        preprocessing
                .outputSize()
                .filter(out -> !out.equals(size))
                .ifPresent(out -> problem(key, "images of the model's size " + size, out.toString()));
    }

    private void checkTarget(String target) {
        if (target == null) {
            return;
        }
        Path folder = Path.of(target).toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            problem(target, "a file in a folder that is there", "no such folder");
        }
    }

    private void problem(String what, String expected, String received) {
        problems.add("Cannot use " + what + ": expected " + expected + ", received " + received);
    }
}
