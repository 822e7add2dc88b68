package org.evalgap.study.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evalgap.study.binding.Names;
import org.evalgap.study.binding.Settings;
import org.evalgap.study.problems.Problem;
import org.evalgap.study.settings.TrainingConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Study files that cannot be used, and every word of what is said about them. */
class BadStudiesTest {

    /** A good study, to be spoilt by what is added. */
    private static final String GOOD =
            "study { name = test, replicates = 2, trial.network { kind = cnn, widths = [8, 16] } }\n";

    private record Bad(String text, List<String> problems) {}

    static Stream<Bad> badStudies() {
        return Stream.of(
                changed(
                        "study.trial.training.batchsize = 4",
                        "study.trial.training.batchsize: expected a key of training, received batchsize; did you mean batch-size?"),
                changed(
                        "study.trial.training.zzzzzzz = 4",
                        "study.trial.training.zzzzzzz: expected a key of training ("
                                + Names.oneOf(Settings.of(TrainingConfig.class).names())
                                + "), received zzzzzzz"),
                changed(
                        "studdy.name = x",
                        "studdy: expected the key study and no other at the top, received studdy; did you mean study?"),
                changed("study.replicates = 0", "study.replicates: expected an integer of at least 1, received 0"),
                changed("study.seed = one", "study.seed: expected an integer, received \"one\""),
                changed("study.seed = 1.5", "study.seed: expected an integer, received 1.5"),
                changed("study.name = \"\"", "study.name: expected a text, received \"\""),
                changed("study.name = null", "study.name: expected a text, received nothing"),
                changed(
                        "study.trial.network = null",
                        "study.trial.network: expected a network of kind simplenet, cnn, resnet, layers, graph or onnx, received null"),
                changed(
                        "study.trial.network.kind = cmm",
                        "study.trial.network.kind: expected simplenet, cnn, resnet, layers, graph or onnx, received \"cmm\""),
                changed(
                        "study.trial.network = 5",
                        "study.trial.network: expected a network of kind simplenet, cnn, resnet, layers, graph or onnx, received 5"),
                changed(
                        "study.trial.network = { widths = [8] , kind = null}",
                        "study.trial.network.kind: expected simplenet, cnn, resnet, layers, graph or onnx, received null"),
                changed(
                        "study.trial.network.widths = [8, 0]",
                        "study.trial.network.widths[1]: expected an integer of at least 1, received 0"),
                nodes(
                        "{ name = a, layer = flatten }, { name = b, layer { kind = linear, features = 10 }, inputs = [c] }",
                        "study.trial.network.nodes[1].inputs: expected names of nodes ahead, or image, received c"),
                nodes(
                        "{ name = a, layer = flatten }, { name = a, layer { kind = linear, features = 10 } }",
                        "study.trial.network.nodes[1].name: expected names that differ, received a twice"),
                nodes(
                        "{ name = a, layer = flatten, operator = add }",
                        "study.trial.network.nodes[0].operator: expected either layer or operator, received both"),
                nodes(
                        "{ name = a }",
                        "study.trial.network.nodes[0].layer: expected a layer or an operator, received none"),
                nodes(
                        "{ name = image, layer = flatten }",
                        "study.trial.network.nodes[0].name: expected a name other than image, received image"),
                nodes(
                        "{ name = a, operator { kind = convolution, channels = 4, groups = 3 } }",
                        "study.trial.network.nodes[0].operator.groups: expected a divisor of the 4 output channels, received 3"),
                nodes(
                        "{ name = a, operator = ad }",
                        "study.trial.network.nodes[0].operator: expected convolution, max-pool, average-pool, adaptive-average-pool, pad, add, multiply, concat, channel-slice, channel-shuffle, relu6, leaky-relu, elu, sigmoid, tanh, silu, hardsigmoid, hardswish, gelu or none, received \"ad\"; did you mean add?"),
                nodes(
                        "{ name = a, layer = flatten }",
                        "study.trial.network.nodes: expected a last node that leaves 10 logits, received 1x1x784"),
                nodes(
                        "{ name = a, layer = relu }, { name = b, layer = flatten, inputs = [a, a] }",
                        "study.trial.network.nodes[1].inputs: expected 1 input, received 2"),
                changed(
                        "study.trial.network.widths = []",
                        "study.trial.network.widths: expected at least one width, received none"),
                changed(
                        "study.trial.network.widths = 8",
                        "study.trial.network.widths: expected a list of widths, received 8"),
                changed(
                        "study.trial.network.normalization = grup",
                        "study.trial.network.normalization: expected batch, batch-renorm, group, instance, layer or none, received \"grup\"; did you mean group?"),
                changed(
                        "study.trial.network { normalization = group, groups = 3 }",
                        "study.trial.network.groups: expected a divisor of the 8 channels, received 3"),
                changed(
                        "study.trial.network.dropout = 1",
                        "study.trial.network.dropout: expected a number from 0 to below 1, received 1"),
                changed(
                        "study.trial.network.kernel = 4",
                        "study.trial.network.kernel: expected an odd integer of at least 1, received 4"),
                changed(
                        "study.trial.network.kernel = 29",
                        "study.trial.network.kernel: expected at most the side 28 of the image that enters block 1, received 29"),
                changed(
                        "study.trial.network.kernel = 15",
                        "study.trial.network.kernel: expected at most the side 14 of the image that enters block 2, received 15"),
                changed(
                        "study.trial.network.widths = [8,8,8,8,8]",
                        "study.trial.network.widths: expected at most 4 widths for 28x28x1 images, as each block halves them, received 5"),
                changed(
                        "study.trial.network.batch-norm-momentum = 2",
                        "study.trial.network.batch-norm-momentum: expected a number from 0 to 1, or cumulative, received 2"),
                changed(
                        "study.trial.network.bias = maybe",
                        "study.trial.network.bias: expected true, false or auto, received \"maybe\""),
                changed(
                        "study.trial.network.dropout-place = before",
                        "study.trial.network.dropout-place: expected classifier, before-norm or after-norm, received \"before\""),
                changed(
                        "study.trial.training.nesterov = true, study.trial.training.momentum = 0",
                        "study.trial.training.nesterov: expected a momentum above 0 with it, received momentum 0.0"),
                changed(
                        "study.trial.training { epochs = 2, steps = 10 }",
                        "study.trial.training.steps: expected either epochs or steps, received both"),
                changed(
                        "study.trial.training.epochs = 0",
                        "study.trial.training.epochs: expected an integer of at least 1, received 0"),
                changed(
                        "study.trial.training.steps = 0",
                        "study.trial.training.steps: expected an integer of at least 1, or none, received 0"),
                changed(
                        "study.trial.training.learning-rate = 0",
                        "study.trial.training.learning-rate: expected a number above 0, received 0"),
                changed(
                        "study.trial.training.learning-rate-scaling = squareroot",
                        "study.trial.training.learning-rate-scaling: expected none, sqrt or linear, received \"squareroot\""),
                changed(
                        "study.trial.training.composition = one-per-class",
                        "study.trial.training.batch-size: expected a multiple of the 10 classes for one-per-class batches, received 32"),
                changed(
                        "study.trial.training.composition = by-class",
                        "study.trial.training.composition: expected iid, class-sorted, one-per-class, near-duplicates or domain-alternating, received \"by-class\""),
                changed(
                        "study.trial.training.composition { kind = domain-alternating, second-domain = [{kind = center-crop, size = 5}] }",
                        "study.trial.training.composition.second-domain[0]: expected a transform that keeps the shape of the image, received center-crop with a size"),
                changed(
                        "study.trial.training.batch-size = 5000",
                        "study.trial.training.batch-size: expected at most the 4000 training images, received 5000"),
                changed("study.trial.training = fast", "study.trial.training: expected an object, received \"fast\""),
                changed(
                        "study.trial.network = simplenet, study.trial.training.batch-size = 1",
                        "study.trial.training.batch-size: expected a size that gives BatchNorm more than one value per channel, received 1"),
                changed(
                        "study.trial.network = simplenet, study.trial.training.batch-size = 3",
                        "study.trial.training.batch-size: expected a size that gives BatchNorm more than one value per channel in the last batch too, of 1 of 4000 images, or drop-last = true, received 3"),
                changed(
                        "study.trial.network = simplenet, study.trial.training { batch-size = 8, replicas = 8 }",
                        "study.trial.training.batch-size: expected a size that gives BatchNorm more than one value per channel on each of the 8 replicas, received 8"),
                changed(
                        "study.trial.network = simplenet, study.trial.training { batch-size = 64, replicas = 4, composition = { kind = near-duplicates, frames = 0 } }",
                        "study.trial.training.composition.frames: expected an integer of at least 1, received 0"),
                changed(
                        "study.trial { network.ghost-batch-size = 4, training.replicas = 2 }",
                        "study.trial.training.replicas: expected 1 with a ghost batch size, received 2"),
                changed(
                        "study.trial.training.tuning = {}",
                        "study.trial.training.tuning.candidates: expected a list of numbers above 0, received nothing"),
                changed(
                        "study.trial.training.tuning.candidates = [0.1]",
                        "study.trial.training.tuning.candidates: expected at least two learning rates, received [0.1]"),
                changed(
                        "study.trial.training.tuning.candidates = [0.1, 0.2, 0.1]",
                        "study.trial.training.tuning.candidates: expected learning rates that differ, received [0.1, 0.2, 0.1]"),
                changed(
                        "study.trial.training { batch-size = 2000, tuning { candidates = [0.1, 0.2], validation = 0.6 } }",
                        "study.trial.training.tuning.validation: expected a share that leaves a batch of 2000 of the 4000 training images, received 0.6"),
                changed(
                        "study.trial.training.pretrained { classes = 11, transforms = [reverse-channels] }",
                        "study.trial.training.pretrained.classes: expected at most the 10 classes, or all, received 11",
                        "study.trial.training.pretrained.transforms[0].kind: expected a transform for 28x28x1 images (reverse-channels needs 3 channels), received reverse-channels"),
                changed(
                        "study.trial.training.pretrained.batch-norm = thawed",
                        "study.trial.training.pretrained.batch-norm: expected live, frozen or eval, received \"thawed\""),
                changed(
                        "study.trial.training.replicas = 0",
                        "study.trial.training.replicas: expected an integer of at least 1, received 0"),
                changed(
                        "study.trial.network = null, study.trial.network = { kind = simplenet, normalization = instance }",
                        "study.trial.network.input: expected more than 1 pixel for InstanceNorm, received 1x1x784"),
                changed(
                        "study.trial.deployment.preprocessing = [reverse-channels]",
                        "study.trial.deployment.preprocessing[0].kind: expected a transform for 28x28x1 images (reverse-channels needs 3 channels), received reverse-channels"),
                changed(
                        "study.trial.deployment.preprocessing = [{ kind = center-crop, size = 20 }]",
                        "study.trial.deployment.preprocessing: expected images of 28x28x1, as augmentation.train leaves them, received 20x20x1"),
                changed(
                        "study.trial.augmentation = crop-flop",
                        "study.trial.augmentation: expected crop-flip, crop-flip-kept or none, or an object with name, train and eval, received \"crop-flop\"; did you mean crop-flip?"),
                changed(
                        "study.trial.augmentation { name = c, train = [{kind = random-crop, size = 24}], eval = [] }",
                        "study.trial.augmentation.eval: expected images of 24x24x1, as augmentation.train leaves them, received 28x28x1"),
                changed(
                        "study.trial.augmentation { name = c, train = [{kind = center-crop, size = 40}], eval = [] }",
                        "study.trial.augmentation.train[0].size: expected at most the image side 28, received 40"),
                changed(
                        "study.trial.augmentation { name = c, train = [{kind = affine, scale = 1, shift = 1}, random-crop] }",
                        "study.trial.augmentation.train[1]: expected crops and flips, then brightness, contrast and corruptions, then noise and affine, received random-crop after affine"),
                changed(
                        "study.trial.augmentation { train = [center-crop, {padding = 2}, 7] }",
                        "study.trial.augmentation.name: expected a text, received nothing",
                        "study.trial.augmentation.train[0].size: expected an integer of at least 1, received nothing",
                        "study.trial.augmentation.train[1].kind: expected random-crop, random-horizontal-flip, center-crop, brightness, contrast, corruption, reverse-channels, gaussian-noise or affine, received nothing",
                        "study.trial.augmentation.train[2]: expected a transform of kind random-crop, random-horizontal-flip, center-crop, brightness, contrast, corruption, reverse-channels, gaussian-noise or affine, received 7"),
                changed(
                        "study.trial.augmentation { name = c, eval = [{ kind = corruption, of = snow, severity = 6 }] }",
                        "study.trial.augmentation.eval[0].of: expected gaussian-noise, shot-noise, impulse-noise, speckle-noise, gaussian-blur, glass-blur, motion-blur, zoom-blur, brightness, contrast, quantize, pixelate, translate, rotate, scale, shear, stripe, dotted-line, spatter or fog, received \"snow\"",
                        "study.trial.augmentation.eval[0].severity: expected an integer from 1 to 5, received 6"),
                changed(
                        "study.grid { training.batch-size = [2, 4, big] }",
                        "study.grid.\"training.batch-size\"[2]: expected an integer of at least 1, received \"big\" (in 1 of 3 cells)"),
                changed(
                        "study.grid { \"training.batch-size\" = [] }",
                        "study.grid.\"training.batch-size\": expected a list of at least one value, received []"),
                changed(
                        "study.grid { training.batch-size = 4 }",
                        "study.grid.\"training.batch-size\": expected a list of at least one value, received 4"),
                changed(
                        "study.grid { training.batch-size = [2, 4, 2] }",
                        "study.grid.\"training.batch-size\"[2]: expected a value that differs from study.grid.\"training.batch-size\"[0], received 2"),
                changed(
                        "study.grid { network.dropout = [0.1, 0.10] }",
                        "study.grid.\"network.dropout\"[1]: expected a value that differs from study.grid.\"network.dropout\"[0], received 0.1"),
                changed(
                        "study.grid { training.batchsize = [2, 4] }",
                        "study.grid.\"training.batchsize\": expected a key of the trial, received training.batchsize; did you mean training.batch-size?"),
                changed(
                        "study.grid { network.groups = [2, 3], network.normalization = [batch, group] }",
                        "study.grid.\"network.groups\"[1]: expected a divisor of the 8 channels, received 3 (in 1 of 4 cells)"),
                changed(
                        "study.grid { network = [simplenet, {kind = cnn, width = [8]}] }",
                        "study.grid.network[1].width: expected a key of network of kind cnn, received width; did you mean widths? (in 1 of 2 cells)"),
                changed(
                        "study.grid { network.kind = [simplenet, cnn] }",
                        "study.trial.network.widths: expected a key of network of kind simplenet (kind, normalization, groups, batch-norm-momentum, ghost-batch-size, renorm-momentum, renorm-r-max, renorm-d-max, renorm-start, renorm-r-full, renorm-d-full, instance-norm-tracked, instance-norm-momentum, dropout or dropout-rescale), received widths (in 1 of 2 cells)"),
                changed(
                        "study.grid { training.batch-size = [2, 4] }, study.exclude = [{training.batch-siz = 2}]",
                        "study.exclude[0].\"training.batch-siz\": expected an axis of the grid, received training.batch-siz; did you mean training.batch-size?"),
                changed(
                        "study.grid { training.batch-size = [2, 4] }, study.exclude = [{training.batch-size = [2, 16]}]",
                        "study.exclude[0].\"training.batch-size\"[1]: expected a value of the axis: 2 or 4, received 16"),
                changed(
                        "study.grid { training.batch-size = [2, 4] }, study.exclude = [{training.batch-size = [2, 4]}]",
                        "study.exclude: expected at least one cell that is not excluded, received none"),
                changed(
                        "study.grid { training.batch-size = [2, 4] }, study.exclude = [{}]",
                        "study.exclude[0]: expected an object of axes and the values that are left out together, received {}"),
                changed(
                        "study.grid { training.batch-size = [2, 4] }, study.exclude = none",
                        "study.exclude: expected a list of objects of axes and values, received \"none\""),
                changed(
                        "study.grid { training.batch-size = [2, 4] }, study.sample = 3",
                        "study.sample: expected at most the number of cells of the grid, 2, received 3"),
                changed("study.sample = 0", "study.sample: expected an integer of at least 1, received 0"),
                changed(
                        "study.dataset = fashion",
                        "study.dataset: expected embedded, idx, cifar10, images or synthetic, received \"fashion\""),
                changed(
                        "study.dataset { kind = embedded, train-per-class = 500 }",
                        "study.dataset.train-per-class: expected an integer from 1 to 400, or all, received 500"),
                changed(
                        "study.dataset { kind = embedded, mean = [0.1, 0.2] }",
                        "study.dataset.standard-deviation: expected 2 numbers, as for mean, received 1 numbers"),
                changed(
                        "study.dataset { kind = idx, train-images = a }",
                        "study.dataset.train-labels: expected a path, received nothing",
                        "study.dataset.test-images: expected a path, received nothing",
                        "study.dataset.test-labels: expected a path, received nothing"),
                changed(
                        "study.dataset { kind = cifar10, train-files = [], test-files = [a] }",
                        "study.dataset.train-files: expected at least one file, received none"),
                changed(
                        "study.dataset { kind = synthetic, classes = 1, noise = 300 }",
                        "study.dataset.classes: expected an integer from 2 to 256, received 1",
                        "study.dataset.noise: expected a number from 0 to 255, received 300"),
                changed(
                        "study.evaluation.corners = full",
                        "study.evaluation.corners: expected minimal or factorial, received \"full\""),
                changed(
                        "study.evaluation { batch-size = 0, every-epochs = -1 }",
                        "study.evaluation.batch-size: expected an integer of at least 1, received 0",
                        "study.evaluation.every-epochs: expected an integer of at least 0, received -1"),
                changed(
                        "study.evaluation { batch-statistics-batch-sizes = [2, 1], eval-batch-sizes = 1, mistakes = some, bootstrap-resamples = -1 }",
                        "study.evaluation.batch-statistics-batch-sizes[1]: expected an integer of at least 2, received 1",
                        "study.evaluation.eval-batch-sizes: expected a list of integers of at least 1, received 1",
                        "study.evaluation.mistakes: expected true or false, received \"some\"",
                        "study.evaluation.bootstrap-resamples: expected an integer of at least 0, received -1"),
                changed(
                        "study.evaluation.eval-batch-sizes = [1, 8, 1]",
                        "study.evaluation.eval-batch-sizes: expected sizes that differ, received [1, 8, 1]"),
                changed(
                        "study.evaluation.remedies.test-statistics { batch-sizes = [0], pseudo-counts = [-1], example-weights = [1] }",
                        "study.evaluation.remedies.test-statistics.batch-sizes[0]: expected an integer of at least 1, received 0",
                        "study.evaluation.remedies.test-statistics.pseudo-counts[0]: expected an integer of at least 0, received -1",
                        "study.evaluation.remedies.test-statistics.example-weights[0]: expected a number above 0 and below 1, received 1"),
                changed(
                        "study.evaluation { remedies { recalibration-samples = [all, 0], recalibration-dropout = [maybe], ema-decays = [1], mc-dropout-passes = -1, retrain-learning-rate-factor = 0, emas = 1 }, layers = all }",
                        "study.evaluation.remedies.emas: expected a key of remedies (recalibration-samples, recalibration-transforms, recalibration-dropout, train-mode-pass, ema-decays, mc-dropout-passes, retrain-epochs, retrain-learning-rate-factor, retrain-control or test-statistics), received emas",
                        "study.evaluation.remedies.recalibration-samples[1]: expected an integer of at least 1, or all, received 0",
                        "study.evaluation.remedies.recalibration-dropout[0]: expected on or off, received \"maybe\"",
                        "study.evaluation.remedies.ema-decays[0]: expected a number from 0 to below 1, received 1",
                        "study.evaluation.remedies.mc-dropout-passes: expected an integer of at least 0, received -1",
                        "study.evaluation.remedies.retrain-learning-rate-factor: expected a number above 0, received 0",
                        "study.evaluation.layers: expected an object, received \"all\""),
                changed(
                        "study.trial.training { learning-rate-schedule = cosin, warm-up = 1, label-smoothing = 1.5 }",
                        "study.trial.training.learning-rate-schedule: expected constant, cosine or step, received \"cosin\"; did you mean cosine?",
                        "study.trial.training.warm-up: expected a number from 0 to below 1, received 1",
                        "study.trial.training.label-smoothing: expected a number from 0 to 1, received 1.5"),
                changed(
                        "study.trial.training.learning-rate-schedule = 3",
                        "study.trial.training.learning-rate-schedule: expected a learning-rate schedule of kind constant, cosine or step, received 3"),
                changed(
                        "study.trial.training.learning-rate-schedule { kind = cosine, last = 2, decay = 1 }",
                        "study.trial.training.learning-rate-schedule.decay: expected a key of learning-rate-schedule of kind cosine (kind or last), received decay",
                        "study.trial.training.learning-rate-schedule.last: expected a number from 0 to 1, received 2"),
                changed(
                        "study.trial.training.learning-rate-schedule { kind = step, milestones = [0.5, 0.25] }",
                        "study.trial.training.learning-rate-schedule.milestones: expected increasing numbers between 0 and 1, received 0.25"),
                changed(
                        "study.trial.training.learning-rate-schedule { kind = step, milestones = [] }",
                        "study.trial.training.learning-rate-schedule.milestones: expected at least one milestone, received none"),
                changed(
                        "study.trial.training.learning-rate-schedule { kind = step, decay = 0 }",
                        "study.trial.training.learning-rate-schedule.decay: expected a number above 0, received 0"),
                changed(
                        "study.grid { training.learning-rate-schedule = [constant, { kind = step, milestones = [1] }] }",
                        "study.grid.\"training.learning-rate-schedule\"[1].milestones: expected increasing numbers between 0 and 1, received 1.0 (in 1 of 2 cells)"),
                changed(
                        "study.trial.network { ghost-batch-size = -1, dropout-unit = channels, dropout-rescale = no }",
                        "study.trial.network.ghost-batch-size: expected an integer of at least 0, received -1",
                        "study.trial.network.dropout-rescale: expected true or false, received \"no\"",
                        "study.trial.network.dropout-unit: expected element, channel or sample, received \"channels\"; did you mean channel?"),
                file(
                        "study { name = test, trial.network { kind = simplenet, ghost-batch-size = 31 } }",
                        "study.trial.training.batch-size: expected a size that gives BatchNorm more than one value per channel in each ghost batch, received 32"),
                file(
                        "study { name = test, trial.network { kind = simplenet, dropout-unit = channel } }",
                        "study.trial.network.dropout-unit: expected a key of network of kind simplenet (kind, normalization, groups, batch-norm-momentum, ghost-batch-size, renorm-momentum, renorm-r-max, renorm-d-max, renorm-start, renorm-r-full, renorm-d-full, instance-norm-tracked, instance-norm-momentum, dropout or dropout-rescale), received dropout-unit"),
                changed(
                        "study.trial.training.freeze-batch-norm-after = 2",
                        "study.trial.training.freeze-batch-norm-after: expected a number from 0 to 1, received 2"),
                changed(
                        "study.grid { training.batch-size = [1,2,3,4,5,6,7,8,9,10], training.learning-rate = [1,2,3,4,5,6,7,8,9,10], training.momentum = [0,.1,.2,.3,.4,.5,.6,.7,.8,.9], training.weight-decay = [1,2,3,4,5,6,7,8,9,10], network.dropout = [0,.1,.2,.3,.4,.5,.6,.7,.8,.9], training.epochs=[1,2,3,4,5,6,7,8,9,10] }",
                        "study.grid: expected at most 100000 trials, or study.sample for a random subset of the cells, received 1000000 cells × 2 replicates = 2000000 trials"),
                changed(
                        "study.grid.augmentation = [none, crop-flip, {name = mine, train=[{kind=brightness, minimum=2, maximum=1}]}]",
                        "study.grid.augmentation[2].train[0].maximum: expected a number of at least 2.0, received 1.0 (in 1 of 3 cells)"),
                changed(
                        "study.trial.tranning {}",
                        "study.trial.tranning: expected a key of trial, received tranning; did you mean training?"),
                changed(
                        "study.trial.training.epochs = 3.5",
                        "study.trial.training.epochs: expected an integer of at least 1, received 3.5"),
                changed(
                        "study.trial.training.weight-decay = -1",
                        "study.trial.training.weight-decay: expected a number of at least 0, received -1"),
                changed(
                        "study.grid = [1]",
                        "study.grid: expected an object of axes, each a list of values, received [1]"),
                changed(
                        "study.trial.training.momentum = ${nope}",
                        "bad.conf:2: expected HOCON, received Could not resolve substitution to a value: ${nope}"),
                layers(
                        "conv, {kind = conv2d}, flatten, {kind = linear, features = 10}",
                        "study.trial.network.layers[0]: expected conv2d, linear, batch-norm, group-norm, layer-norm, instance-norm, dropout, relu, max-pool2d, avg-pool2d, global-avg-pool, flatten, scalar-bias, scalar-scale or residual, received \"conv\"",
                        "study.trial.network.layers[1].channels: expected an integer of at least 1, received nothing"),
                layers(
                        "{kind = conv2d, channels = 4}, {kind = linear, features = 10}",
                        "study.trial.network.layers[1].linear: expected a feature vector (flatten before it), received 28x28x4"),
                layers(
                        "flatten, {kind = linear, features = 9}",
                        "study.trial.network.layers: expected a last layer that leaves 10 logits, received 1x1x9"),
                layers(
                        "{kind = conv2d, channels = 6}, {kind = group-norm, groups = 4}, flatten, {kind = linear, features = 10}",
                        "study.trial.network.layers[1].groups: expected a divisor of the 6 channels, received 4"),
                layers(
                        "{kind = conv2d, channels = 6, kernel = 40}, flatten, {kind = linear, features = 10}",
                        "study.trial.network.layers[0].kernel: expected at most the padded image side 30, received 40"),
                layers(
                        "{kind = dropout, probability = 1, unit = chanel}",
                        "study.trial.network.layers[0].probability: expected a number from 0 to below 1, received 1",
                        "study.trial.network.layers[0].unit: expected element, channel or sample, received \"chanel\"; did you mean channel?"),
                layers(
                        "{kind = relu, slope = 1}, flatten, {kind=linear,features=10}",
                        "study.trial.network.layers[0].slope: expected a key of layer of kind relu (kind), received slope"),
                changed(
                        "study.grid { \"training.batch-size\" = [2], training.batch-size = [4] }",
                        "study.grid.\"training.batch-size\": expected the key once, in quotes or not, received both"),
                file(
                        "study { name = [1,\n}\n",
                        "bad.conf:2: expected HOCON, received List should have had new element after a comma, instead had token: '}' (if you want the comma or '}' to be part of a string value, then double-quote it)"),
                file("# empty\n", "study: expected an object, received nothing"),
                file("study = 3\n", "study: expected an object, received 3"),
                file(
                        "study { name = test }\n",
                        "study.trial.network: expected a network of kind simplenet, cnn, resnet, layers, graph or onnx, received nothing"),
                file(
                        "study { name = a, trial { network = mlp, training { batch-size = 0, momentum = 1 } }, sample = x, evaluation.batch-size = no }",
                        "study.evaluation.batch-size: expected an integer of at least 1, received \"no\"",
                        "study.sample: expected an integer of at least 1, received \"x\"",
                        "study.trial.network: expected simplenet, cnn, resnet, layers, graph or onnx, received \"mlp\"",
                        "study.trial.training.batch-size: expected an integer of at least 1, received 0",
                        "study.trial.training.momentum: expected a number from 0 to below 1, received 1"));
    }

    private static Bad changed(String change, String... problems) {
        return new Bad(GOOD + change, List.of(problems));
    }

    private static Bad layers(String layers, String... problems) {
        return new Bad(
                "study { name = test, trial.network { kind = layers, layers = [" + layers + "] } }", List.of(problems));
    }

    private static Bad nodes(String nodes, String... problems) {
        return new Bad(
                "study { name = test, trial.network { kind = graph, nodes = [" + nodes + "] } }", List.of(problems));
    }

    private static Bad file(String text, String... problems) {
        return new Bad(text, List.of(problems));
    }

    @Test
    void theStudyToBeSpoiltIsGood() {
        assertThat(StudyReader.parse("good.conf", GOOD).cells().size()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("badStudies")
    void everyProblemIsReported(Bad bad) {
        StudyException refused =
                catchThrowableOfType(StudyException.class, () -> StudyReader.parse("bad.conf", bad.text));

        assertThat(refused.problems().stream().map(Problem::toString)).containsExactlyElementsOf(bad.problems);
        String count = bad.problems.size() == 1 ? "1 problem" : bad.problems.size() + " problems";
        assertThat(refused)
                .hasMessage(bad.problems.stream()
                        .map(problem -> "\n  " + problem)
                        .collect(Collectors.joining("", "Cannot use study bad.conf: " + count, "")));
    }

    @Test
    void aMissingFileIsReported(@TempDir Path directory) {
        Path file = directory.resolve("missing.conf");

        assertThatThrownBy(() -> StudyReader.read(file))
                .isInstanceOf(StudyException.class)
                .hasMessage("Cannot use study " + file + ": 1 problem\n  " + file
                        + ": expected a study file, received nothing");
    }

    @Test
    void aDirectoryIsReported(@TempDir Path directory) {
        assertThatThrownBy(() -> StudyReader.read(directory))
                .isInstanceOf(StudyException.class)
                .hasMessage("Cannot use study " + directory + ": 1 problem\n  " + directory
                        + ": expected a study file, received something that is not a readable file");
    }
}
