package org.evalgap.results.claims;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.evalgap.results.aggregates.PublishedFigure;
import org.evalgap.results.rows.TrialTable;
import org.evalgap.results.schema.Labels;
import org.evalgap.results.schema.RowColumn;
import org.evalgap.results.statistics.Estimate;

/** Reads claims from HOCON. */
final class ClaimsFile {

    private static final Set<String> CLAIM_KEYS = Set.of("id", "statement", "contrasts");
    private static final Set<String> CONTRAST_KEYS = Set.of(
            "id",
            "metric",
            "per",
            "unit",
            "first",
            "second",
            "apart-from",
            "premise",
            "direction",
            "reference",
            "matters",
            "published");
    private static final Set<String> PREMISE_KEYS = Set.of("statement", "metric", "direction", "reference", "matters");
    private static final Set<String> PUBLISHED_KEYS = Set.of("effect", "lower", "upper", "finding", "source", "note");
    private static final Set<String> METRIC_KEYS =
            Set.of("table", "column", "minus-column", "where", "minus-where", "best");

    /** Keys whose value is an object, or the name of one. */
    private static final Set<String> OBJECT_KEYS = Set.of("metric", "per", "first", "second", "premise");

    private ClaimsFile() {}

    private static final Config EMBEDDED = ConfigFactory.parseResources(
                    ClaimsFile.class,
                    "claims.conf",
                    ConfigParseOptions.defaults().setAllowMissing(false))
            .resolve();

    /** The claims that come with EvalGap. */
    static List<Claim> embedded() {
        return read(EMBEDDED);
    }

    /** @throws ClaimsException if the file does not make claims, naming the first thing that is wrong */
    static List<Claim> read(Config file) {
        try {
            List<Claim> claims = new ArrayList<>();
            List<? extends Config> elements = named(file.resolve()).getConfigList("claims");
            for (int i = 0; i < elements.size(); i++) {
                claims.add(claim("claims[" + i + "]", elements.get(i)));
            }
            return List.copyOf(claims);
        } catch (ConfigException e) {
            throw new ClaimsException("claims", "HOCON of claims", e.getMessage());
        }
    }

    /** Names of what {@code claims.conf} defines, such as {@code metric = degradation}, in place of the objects. */
    private static Config named(Config file) {
        return file.withValue("claims", named("", file.getValue("claims")));
    }

    private static ConfigValue named(String key, ConfigValue value) {
        if (value instanceof ConfigList list) {
            return ConfigValueFactory.fromIterable(
                    list.stream().map(element -> named("", element)).toList());
        }
        if (value instanceof ConfigObject object) {
            ConfigObject whole = object;
            for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
                whole = whole.withValue(entry.getKey(), named(entry.getKey(), entry.getValue()));
            }
            return whole;
        }
        boolean isName = OBJECT_KEYS.contains(key) && value.valueType() == ConfigValueType.STRING;
        return isName ? EMBEDDED.root().getOrDefault(value.unwrapped().toString(), value) : value;
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
                config.hasPath("per") ? Optional.of(metric(path + ".per", config.getConfig("per"))) : Optional.empty(),
                config.getString("unit"),
                Conditions.read(path + ".first", config.getObject("first")),
                conditions(path, config, "second"),
                config.hasPath("apart-from") ? config.getStringList("apart-from") : List.of(),
                config.hasPath("premise")
                        ? Optional.of(premise(path + ".premise", config.getConfig("premise")))
                        : Optional.empty(),
                expectation(path, config),
                config.hasPath("published")
                        ? published(path + ".published", config.getConfig("published"))
                        : PublishedFigure.NONE);
    }

    private static PublishedFigure published(String path, Config config) {
        requireKnown(path, config.root(), PUBLISHED_KEYS);
        boolean effect = config.hasPath("effect");
        if (!effect && !config.hasPath("finding")) {
            throw new ClaimsException(path, "effect, finding or both", "neither");
        }
        boolean lower = config.hasPath("lower");
        if (lower != config.hasPath("upper") || lower && !effect) {
            throw new ClaimsException(path, "an effect with lower and upper, or with neither", "one without the other");
        }
        return new PublishedFigure(
                effect
                        ? new Estimate(
                                config.getDouble("effect"),
                                lower ? (Double) config.getDouble("lower") : null,
                                lower ? (Double) config.getDouble("upper") : null)
                        : null,
                config.hasPath("finding") ? config.getString("finding") : null,
                config.getString("source"),
                config.hasPath("note") ? config.getString("note") : null);
    }

    private static Premise premise(String path, Config config) {
        requireKnown(path, config.root(), PREMISE_KEYS);
        return new Premise(
                config.getString("statement"),
                metric(path + ".metric", config.getConfig("metric")),
                expectation(path, config));
    }

    private static Expectation expectation(String path, Config config) {
        double matters = config.getDouble("matters");
        if (!(matters > 0)) {
            throw new ClaimsException(path + ".matters", "a number above 0", config.getString("matters"));
        }
        return new Expectation(
                direction(path + ".direction", config.getString("direction")),
                config.hasPath("reference") ? config.getDouble("reference") : 0,
                matters);
    }

    private static Direction direction(String path, String text) {
        return Arrays.stream(Direction.values())
                .filter(direction -> Labels.of(direction).equals(text))
                .findFirst()
                .orElseThrow(() -> new ClaimsException(
                        path,
                        "one of "
                                + Arrays.stream(Direction.values())
                                        .map(Labels::of)
                                        .toList(),
                        text));
    }

    private static Metric metric(String path, Config config) {
        requireKnown(path, config.root(), METRIC_KEYS);
        TrialTable<?> table = TrialTable.ALL.stream()
                .filter(each -> each.name().equals(config.getString("table")))
                .findFirst()
                .orElseThrow(
                        () -> new ClaimsException(path + ".table", "a table of trials", config.getString("table")));
        Conditions where = conditions(path, config, "where")
                .orElseGet(() -> Conditions.read(path, ConfigFactory.empty().root()));
        Optional<Conditions> minusWhere = conditions(path, config, "minus-where");
        for (Conditions conditions : minusWhere.isPresent() ? List.of(where, minusWhere.get()) : List.of(where)) {
            conditions.byKey().keySet().forEach(column -> column(path, table, column));
        }
        return new Metric(
                table,
                column(path, table, config.getString("column")),
                config.hasPath("minus-column")
                        ? Optional.of(column(path, table, config.getString("minus-column")))
                        : Optional.empty(),
                where,
                minusWhere,
                config.hasPath("best") && config.getBoolean("best"));
    }

    /** A time is refused: identical runs differ in it, and so would their verdicts. */
    private static RowColumn column(String path, TrialTable<?> table, String name) {
        return table.type()
                .column(name)
                .filter(column -> !column.isMeasuredTime())
                .orElseThrow(() ->
                        new ClaimsException(path, "columns of " + table.name() + " that hold no measured time", name));
    }

    private static Optional<Conditions> conditions(String path, Config config, String key) {
        return config.hasPath(key)
                ? Optional.of(Conditions.read(path + "." + key, config.getObject(key)))
                : Optional.empty();
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
