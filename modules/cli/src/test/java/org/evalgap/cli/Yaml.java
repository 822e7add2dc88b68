package org.evalgap.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** YAML files, read strictly: a key that stands twice is an error. */
final class Yaml {

    private Yaml() {}

    static Map<String, Object> read(Path file) throws IOException {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        try (Reader text = Files.newBufferedReader(file)) {
            return map(new org.yaml.snakeyaml.Yaml(new SafeConstructor(strict)).load(text));
        }
    }

    static Map<String, Object> map(Object value) {
        return ((Map<?, ?>) value)
                .entrySet().stream().collect(Collectors.toMap(each -> (String) each.getKey(), Map.Entry::getValue));
    }

    static List<String> texts(Object value) {
        return ((List<?>) value).stream().map(String.class::cast).toList();
    }
}
