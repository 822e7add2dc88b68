package org.evalgap.study.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.evalgap.study.settings.TrialConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrialSettingsTest {

    private static TrialConfig trial(String text) {
        Study study = StudyReader.parse("test.conf", "study { name = test, trial { " + text + " } }");
        return study.trial(study.cells().grid().cell(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "network = simplenet",
                "network { kind = simplenet, normalization = group, groups = 8, dropout = 0 }, training.steps = 9",
                "network { kind = cnn, normalization = none, dropout-place = after-norm }",
                "network { kind = cnn, normalization = none, bias = false }",
                "network { kind = cnn, batch-norm-momentum = cumulative, widths = [3] }",
                "network { kind = cnn, kernel = 1, normalization = layer }, training.learning-rate-scaling = linear",
                "network = cnn, training { composition = one-per-class, batch-size = 20, nesterov = true }",
                "network = cnn, training { composition = domain-alternating, reference-batch-size = 7 }",
                "network = cnn, augmentation = crop-flip-kept",
                "network = cnn, training { learning-rate-schedule = cosine, warm-up = 0.1, label-smoothing = 0.1 }",
                "network = cnn, training { learning-rate-schedule { kind = step, milestones = [0.5] }, "
                        + "freeze-batch-norm-after = 0.5 }",
                "network { kind = cnn, ghost-batch-size = 8, dropout-unit = channel, dropout-rescale = false }",
                "network { kind = simplenet, ghost-batch-size = 8, dropout-rescale = false }",
                "network { kind = resnet, depth = 8, ghost-batch-size = 8, dropout = 0.1, dropout-rescale = false }",
                "network { kind = resnet, depth = 8, normalization = group, groups = 2 }",
                "network { kind = resnet, width = 3, normalization = none, dropout = 0.2 }",
                "network { kind = layers, layers = [{ kind = conv2d, channels = 4, stride = 2 }, batch-norm, "
                        + "{ kind = dropout, probability = 0.5, unit = channel }, relu, "
                        + "{ kind = residual, body = [{ kind = conv2d, channels = 4 }, scalar-bias] }, global-avg-pool, "
                        + "{ kind = linear, features = 10 }] }"
            })
    void settingsReadBackMakeTheSameSettings(String text) {
        String settings = TrialSettings.json(trial(text));

        assertThat(TrialSettings.json(trial(settings.substring(1, settings.length() - 1))))
                .isEqualTo(settings);
    }

    @Test
    void settingsOfANetworkAreThoseOfAStudyFile() {
        assertThat(TrialSettings.json(trial("network = cnn, training.steps = 5, augmentation = none")))
                .isEqualTo("{\"augmentation\":{\"eval\":[],\"name\":\"none\",\"train\":[]},"
                        + "\"network\":{\"batch-norm-momentum\":0.1,\"bias\":false,\"dropout\":0.3,"
                        + "\"dropout-place\":\"classifier\",\"kernel\":3,\"kind\":\"cnn\",\"normalization\":\"batch\","
                        + "\"widths\":[16,32,64]},"
                        + "\"training\":{\"batch-size\":32,\"composition\":{\"kind\":\"iid\"},\"learning-rate\":0.05,"
                        + "\"learning-rate-scaling\":\"none\",\"momentum\":0.9,\"nesterov\":false,\"steps\":5,"
                        + "\"weight-decay\":0.0005}}");
    }

    @Test
    void whatHasNoEffectIsNotASetting() {
        assertThat(List.of(
                        "network { kind = cnn, groups = 2 }",
                        "network { kind = cnn, bias = false }",
                        "network = cnn, training.reference-batch-size = 5",
                        "network = cnn, training { learning-rate-schedule = constant, warm-up = 0 }",
                        "network = cnn, training { freeze-batch-norm-after = 1, label-smoothing = 0 }",
                        "network { kind = cnn, ghost-batch-size = 0, dropout-unit = element, dropout-rescale = true }",
                        "network { kind = cnn, dropout = 0.30 }, training.learning-rate = 5e-2"))
                .map(text -> TrialSettings.json(trial(text)))
                .containsOnly(TrialSettings.json(trial("network = cnn")));
        assertThat(TrialSettings.json(trial("network { kind = cnn, dropout = 0, dropout-place = before-norm, "
                        + "dropout-unit = channel, dropout-rescale = false }")))
                .isEqualTo(TrialSettings.json(trial("network { kind = cnn, dropout = 0.0 }")));
        assertThat(TrialSettings.json(trial("network { kind = cnn, normalization = layer, ghost-batch-size = 8 }")))
                .isEqualTo(TrialSettings.json(trial("network { kind = cnn, normalization = layer }")));
    }

    @Test
    void leavesAreTheSingleSettingsByTheirKeys() {
        assertThat(
                        TrialSettings.leaves(
                                "{\"network\":{\"dropout\":0.3,\"widths\":[8,16]},\"training\":{\"composition\":{\"kind\":\"iid\"}}}"))
                .containsExactly(
                        Map.entry("network.dropout", "0.3"),
                        Map.entry("network.widths", "[8, 16]"),
                        Map.entry("training.composition.kind", "iid"));
    }

    @Test
    void whatIsInAListHasAPosition() {
        assertThat(TrialSettings.leaves(
                        "{\"network\":{\"layers\":[{\"kind\":\"flatten\"},{\"body\":[{\"features\":3}]}]}}"))
                .containsEntry("network.layers.0.kind", "flatten")
                .containsEntry("network.layers.1.body.0.features", "3")
                .containsKey("network.layers")
                .hasSize(4);
    }
}
