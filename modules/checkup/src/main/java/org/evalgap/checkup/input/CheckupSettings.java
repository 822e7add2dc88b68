package org.evalgap.checkup.input;

import com.typesafe.config.ConfigObject;
import org.evalgap.checkup.pass.Composition;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;

/** A check-up as a file or a command line says it. What is null was not said. */
@Section(meaning = "One check-up of a trained model.")
public record CheckupSettings(
        @Setting(meaning = "The graph, as PyTorch exports it to ONNX.", accepts = "a path")
        String model,

        @Setting(
                meaning =
                        "Images like those in use: a folder with one for each class, with Parquet files of the Hugging Face hub's form, or with images.npy and labels.npy, an .npz file, CIFAR-100's test.bin, or embedded:test.",
                accepts = "a path")
        String data,

        @Setting(
                meaning = "Training images: of the same kinds, or embedded:train.",
                optional = true,
                accepts = "a path")
        String trainData,

        @Setting(
                meaning = "Parameters and buffers, if not those in the model: .pt, .pth or .safetensors.",
                optional = true,
                accepts = "a path")
        String weights,

        @Setting(meaning = "Which of the models in the weights, such as model_ema.", optional = true)
        String weightsPart,

        @Setting(meaning = "Images of a batch of the training.", defaultValue = "32", atLeast = 2)
        Integer trainingBatchSize,

        @Setting(
                meaning =
                        "Which images formed a batch of the training: random ones, by-class or by-folder. Without it, what the statistics say.",
                optional = true,
                accepts = "random, by-class or by-folder")
        Composition composition,

        @Setting(
                meaning = "What the model reaches in use, if that was measured elsewhere.",
                optional = true,
                atLeast = 0,
                atMost = 1)
        Double deployedAccuracy,

        @Setting(
                meaning = "What the model predicts in use, as CSV: an image's path below data, and its class.",
                optional = true,
                insteadOf = "deployed-accuracy",
                accepts = "a path")
        String deployedPredictions,

        @Setting(
                meaning = "How images are prepared: train, if it is known, and eval. Without it, ImageNet's.",
                optional = true,
                accepts = "an object with eval, and with train if it is known")
        ConfigObject preprocessing,

        @Setting(meaning = "Where a repaired copy of the weights goes.", optional = true, accepts = "a path")
        String repaired,

        @Setting(meaning = "Where the result goes as JSON.", optional = true, accepts = "a path")
        String json,

        @Setting(
                meaning = "Largest degradation by eval() that is accepted, as a fraction.",
                optional = true,
                atLeast = -1,
                atMost = 1)
        Double maxDegradation) {}
