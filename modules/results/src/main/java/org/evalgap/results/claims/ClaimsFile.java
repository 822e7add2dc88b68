package org.evalgap.results.claims;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads claims from HOCON. */
final class ClaimsFile {

    private static final Set<String> CLAIM_KEYS = Set.of("id", "statement", "contrasts");
    private static final Set<String> CONTRAST_KEYS =
            Set.of("id", "metric", "unit", "first", "second", "apart-from", "direction", "threshold");
    private static final Set<String> METRIC_KEYS =
            Set.of("table", "column", "minus-column", "where", "minus-where", "absolute");

    private ClaimsFile() {}

    /** The claims that come with EvalGap. */
    static List<Claim> embedded() {
        return read(ConfigFactory.parseResources(
                ClaimsFile.class, "claims.conf", ConfigParseOptions.defaults().setAllowMissing(false)));
    }

    /** @throws ClaimsException if the file does not make claims, naming the first thing that is wrong */
    static List<Claim> read(Config file) {
        try {
            List<Claim> claims = new ArrayList<>();
            List<? extends Config> elements = file.resolve().getConfigList("claims");
            for (int i = 0; i < elements.size(); i++) {
                claims.add(claim("claims[" + i + "]", elements.get(i)));
            }
            return List.copyOf(claims);
        } catch (ConfigException e) {
            throw new ClaimsException("claims", "HOCON of claims", e.getMessage());
        }
    }

    private static Claim claim(String path, Config config) {
        requireKnown(path, config.root(), CLAIM_KEYS);
        List<Contrast> contrasts = new ArrayList<>();
        List<? extends Config> elements = config.getConfigList("contrasts");
        for (int i = 0; i < elements.size(); i++) {
            contrasts.add(contrast(path + ".contrasts[" + i + "]", elements.get(i)));
        }
        if (contrasts.isEmpty()) {
            throw new ClaimsException(path + ".contrasts", "at least one contrast", "none");
        }
        return new Claim(config.getString("id"), config.getString("statement"), contrasts);
    }

    private static Contrast contrast(String path, Config config) {
        requireKnown(path, config.root(), CONTRAST_KEYS);
        return new Contrast(
                config.getString("id"),
                metric(path + ".metric", config.getConfig("metric")),
                config.getString("unit"),
                Conditions.read(path + ".first", config.getObject("first")),
                conditions(path, config, "second"),
                config.hasPath("apart-from") ? config.getStringList("apart-from") : List.of(),
                direction(path + ".direction", config.getString("direction")),
                config.getDouble("threshold"));
    }

    private static Direction direction(String path, String text) {
        for (Direction direction : Direction.values()) {
            if (direction.name().toLowerCase(Locale.ROOT).equals(text)) {
                return direction;
            }
        }
        throw new ClaimsException(path, "above, below or within", text);
    }

    private static Metric metric(String path, Config config) {
        requireKnown(path, config.root(), METRIC_KEYS);
        Metric metric = new Metric(
                config.getString("table"),
                config.getString("column"),
                config.hasPath("minus-column") ? Optional.of(config.getString("minus-column")) : Optional.empty(),
                config.hasPath("where")
                        ? Conditions.read(path + ".where", config.getObject("where"))
                        : Conditions.read(path, ConfigFactory.empty().root()),
                conditions(path, config, "minus-where"),
                config.hasPath("absolute") && config.getBoolean("absolute"));
        requireColumns(path, metric);
        return metric;
    }

    private static Optional<Conditions> conditions(String path, Config config, String key) {
        return config.hasPath(key)
                ? Optional.of(Conditions.read(path + "." + key, config.getObject(key)))
                : Optional.empty();
    }

    private static void requireColumns(String path, Metric metric) {
        if (Columns.type(metric.table()).isEmpty()) {
            throw new ClaimsException(path + ".table", "a table of trials", metric.table());
        }
        List<String> columns = new ArrayList<>(metric.where().byKey().keySet());
        columns.add(metric.column());
        metric.minusColumn().ifPresent(columns::add);
        metric.minusWhere().ifPresent(where -> columns.addAll(where.byKey().keySet()));
        for (String column : columns) {
            if (!Columns.has(metric.table(), column)) {
                throw new ClaimsException(path, "columns of " + metric.table(), column);
            }
        }
    }

    private static void requireKnown(String path, ConfigObject object, Set<String> known) {
        for (String key : object.keySet()) {
            ConfigValue value = object.get(key);
            if (!known.contains(key)) {
                throw new ClaimsException(
                        path + "." + key,
                        "one of " + known.stream().sorted().toList(),
                        key + " = " + value.unwrapped());
            }
        }
    }
}
