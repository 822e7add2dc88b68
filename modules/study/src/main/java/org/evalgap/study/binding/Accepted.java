package org.evalgap.study.binding;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.evalgap.study.problems.Place;

/**
 * What a setting, or each element of one that is a list, accepts.
 *
 * @param form of its values
 * @param expected in words, to stand behind "expected"
 * @param word that is accepted too; empty if there is none
 * @param wordValue what the word stands for
 */
record Accepted(Form form, String expected, String word, Object wordValue) {

    /** What a component of a type accepts, by its description. */
    static Accepted of(Type type, Setting setting) {
        Form form = form(type, setting);
        Object wordValue = type == int.class ? Integer.MAX_VALUE : form instanceof ListForm ? List.of() : null;
        return of(form, setting.accepts(), setting.word(), wordValue);
    }

    private static Accepted of(Form form, String accepts, String word, Object wordValue) {
        String expected = accepts.isEmpty() ? form.expected() : accepts;
        if (!word.isEmpty()) {
            expected = form.names().isEmpty() ? expected + ", or " + word : Names.oneOf(and(form.names(), word));
        }
        return new Accepted(form, expected, word, wordValue);
    }

    private static Form form(Type type, Setting setting) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            Type element = list.getActualTypeArguments()[0];
            Form form = form(element, setting);
            // An element that is a number is a boxed one, and its word stands for the largest there is all the same.
            String accepts = setting.accepts().endsWith(" paths") ? "a path" : "";
            return new ListForm(of(form, accepts, setting.elementWord(), Integer.MAX_VALUE), element, setting);
        }
        Class<?> plain = (Class<?>) type;
        if (plain == ConfigObject.class || plain == ConfigList.class) {
            return new RawForm(plain, setting.described());
        }
        Optional<TextForm> text = TextForm.of(plain);
        if (text.isPresent()) {
            return text.get();
        }
        Class<?> described = setting.described() == void.class ? plain : setting.described();
        if (described.isAnnotationPresent(Kinds.class)) {
            return KindsForm.of(described);
        }
        return described.isAnnotationPresent(Section.class)
                ? new ObjectForm(Settings.of(plain, described))
                : Scalar.of(plain, setting);
    }

    Object read(ConfigValue value, Place place) {
        return isWord(value) ? wordValue : form.read(value, place, this);
    }

    /** Whether a value is the word. */
    boolean isWord(ConfigValue value) {
        return !word.isEmpty() && Scalar.text(value).filter(word::equals).isPresent();
    }

    /** A value as written; null if there is nothing to write. */
    Object write(Object value) {
        if (value != null) {
            return form.write(value);
        }
        return word.isEmpty() ? null : word;
    }

    /** Names and the word, for suggestions. */
    List<String> suggestions(List<String> names) {
        return word.isEmpty() ? names : and(names, word);
    }

    private static List<String> and(List<String> names, String word) {
        return Stream.concat(names.stream(), Stream.of(word)).toList();
    }
}
