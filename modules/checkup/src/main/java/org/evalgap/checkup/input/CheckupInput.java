package org.evalgap.checkup.input;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.evalgap.checkup.CheckupRequest;
import org.evalgap.checkup.DeployedUse;
import org.evalgap.data.ByteSource;
import org.evalgap.data.DatasetException;
import org.evalgap.data.preprocessing.Preprocessing;
import org.evalgap.data.preprocessing.PreprocessingPair;
import org.evalgap.data.preprocessing.Size;
import org.evalgap.data.source.CachedImages;
import org.evalgap.data.source.ImagePlace;
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
     * @param preparation a file that says how images are prepared, in the place of what the settings say
     * @throws UnusableException with everything that is wrong with the settings and the files
     */
    public static CheckupRequest open(CheckupFile.Read read, Optional<Path> preparation) {
        CheckupInput input = new CheckupInput(read.settings());
        if (!read.problems().isEmpty()) {
            input.problems.add(new StudyException("check-up", read.name(), read.problems()).getMessage());
        }
        return input.request(preparation);
    }

    private CheckupRequest request(Optional<Path> preparation) {
        Optional<OnnxModel> graph = attempt(settings.model(), model -> OnnxModel.open(Path.of(model)));
        Optional<Checkpoint> weights = settings.weights() == null
                ? graph.map(model -> model)
                : attempt(settings.weights(), file -> Checkpoint.open(Path.of(file)));
        Optional<ImportedModel> model = graph.isPresent() && weights.isPresent()
                ? attempt(
                        graph.get(),
                        opened -> settings.weights() == null
                                ? ImportedModel.of(opened, Optional.empty())
                                : ImportedModel.of(
                                        opened,
                                        weights.get(),
                                        Optional.ofNullable(settings.weightsPart()),
                                        Optional.empty()))
                : Optional.empty();
        Optional<ImageSource> images = attempt(settings.data(), CheckupInput::images);
        Optional<ImageSource> training = attempt(settings.trainData(), CheckupInput::images);
        Optional<PreprocessingPair> preprocessing = preparation.isPresent()
                ? attempt(preparation.get(), PreprocessingReader::read)
                : attempt(settings.preprocessing(), CheckupInput::preprocessing);
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
        Optional<DeployedUse> use = settings.deployedPredictions() == null || images.isEmpty()
                ? Optional.ofNullable(settings.deployedAccuracy()).map(DeployedUse::ofAccuracy)
                : attempt(settings.deployedPredictions(), file -> PredictionsFile.read(Path.of(file), images.get()));
        checkTarget(settings.repaired());
        checkTarget(settings.json());
        if (!problems.isEmpty()) {
            throw new UnusableException(problems);
        }
        return new CheckupRequest(
                Path.of(settings.model()),
                model.orElseThrow(),
                weights.orElseThrow(),
                images.orElseThrow(),
                training,
                preprocessing.orElseGet(() -> imageNet(model.orElseThrow())),
                settings.trainingBatchSize(),
                Optional.ofNullable(settings.composition()),
                use);
    }

    /** Empty if there is nothing to open, or it cannot be opened. */
    private <T, R> Optional<R> attempt(T what, Function<T, R> opening) {
        try {
            return Optional.ofNullable(what).map(opening);
        } catch (ModelException | DatasetException | StudyException | UnusableException e) {
            problems.add(e.getMessage());
        } catch (InvalidPathException e) {
            problem(e.getInput(), "a path", e.getReason());
        }
        return Optional.empty();
    }

    private static ImageSource images(String place) {
        if (place.equals(EmbeddedImages.TRAIN) || place.equals(EmbeddedImages.TEST)) {
            return EmbeddedImages.of(place);
        }
        ImageSource images = ImagePlace.open(place, ByteSource.local());
        return images.isSequential() ? new CachedImages(images) : images;
    }

    private static PreprocessingPair preprocessing(ConfigObject lists) {
        String text = lists.render(ConfigRenderOptions.concise());
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
                    classes + " classes, as the model has",
                    source.classes().size() + " classes");
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
