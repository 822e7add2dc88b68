package org.evalgap.study.binding;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.evalgap.study.problems.Location;
import org.evalgap.study.problems.Place;
import org.evalgap.study.problems.Problems;

/** One key of an object. It is required unless it is optional or has a default. */
public final class Field {

    private final String key;
    private final Setting setting;
    private final Accepted accepted;
    private final Optional<ConfigValue> defaultValue;

    private Field(String key, Setting setting, Accepted accepted, Optional<ConfigValue> defaultValue) {
        this.key = key;
        this.setting = setting;
        this.accepted = accepted;
        this.defaultValue = defaultValue;
    }

    /** @param defaults of the object, which come before the setting's own */
    static Field of(String component, Type type, Setting setting, ConfigObject defaults) {
        return of(Names.key(setting, component), setting, Accepted.of(type, setting), defaults);
    }

    /** A setting that accepts some names. */
    static Field ofNames(Setting setting, List<String> names, ConfigObject defaults) {
        Scalar form = Scalar.named(names);
        return of(setting.key(), setting, new Accepted(form, form.expected(), "", null), defaults);
    }

    private static Field of(String key, Setting setting, Accepted accepted, ConfigObject defaults) {
        Optional<ConfigValue> own = Optional.of(setting.defaultValue())
                .filter(text -> !text.isEmpty())
                .map(text -> ConfigFactory.parseString("value = " + text).root().get("value"));
        return new Field(
                key, setting, accepted, Optional.ofNullable(defaults.get(key)).or(() -> own));
    }

    public String key() {
        return key;
    }

    Setting setting() {
        return setting;
    }

    public String meaning() {
        return setting.meaning();
    }

    /** What it accepts, in words to stand behind "expected". */
    public String expected() {
        return accepted.expected();
    }

    /** What it is if it is not set. */
    public Optional<ConfigValue> defaultValue() {
        return defaultValue;
    }

    public boolean isRequired() {
        return defaultValue.isEmpty() && !setting.optional();
    }

    /** Reads a value; what is returned is of no meaning if a problem was reported. */
    public Object read(ConfigValue value, Place place) {
        return accepted.read(value, place);
    }

    /** Whether a value is the word that stands for none, or for a value that is written as a word. */
    boolean isWord(ConfigValue value) {
        return accepted.isWord(value);
    }

    /** A value as an object, if it is one or a name that stands for one; the word for none stands for an empty one. */
    public Optional<ConfigObject> object(ConfigValue value) {
        if (accepted.isWord(value)) {
            return Optional.of(ConfigFactory.empty().root());
        }
        return accepted.form() instanceof ObjectForm object ? object.settings().object(value) : KindsForm.object(value);
    }

    /** The key of the object that stands here; empty if which keys it has depends on its kind. */
    public Optional<Field> within(String inner) {
        return accepted.form() instanceof ObjectForm object
                ? object.settings().fields().stream()
                        .filter(field -> field.key.equals(inner))
                        .findFirst()
                : Optional.empty();
    }

    /** A value as an object, if it is one or the name of a kind. */
    public static Optional<ConfigObject> kind(ConfigValue value) {
        return KindsForm.object(value);
    }

    /** A value as a tree of maps, lists, texts, numbers, truth values and constants; null if there is nothing to write. */
    public Object write(Object value) {
        return accepted.write(value);
    }

    /** Whether a value, as written, is told, and not left out because it is the default. */
    boolean tells(Object written) {
        return written != null
                && (setting.always()
                        || defaultValue
                                .map(value -> !Canonical.json(written).equals(Canonical.json(canonical(value))))
                                .orElse(true));
    }

    private Object canonical(ConfigValue value) {
        Problems problems = new Problems();
        Object read = read(value, new Place(key, Location.STUDY, problems));
        if (problems.size() > 0) {
            throw new IllegalStateException("Default of a setting cannot be used: " + problems.found());
        }
        return write(read);
    }

    List<Settings.At> sections(String path, Set<Kinds> around) {
        return accepted.form().sections(path + "." + key, around);
    }
}
