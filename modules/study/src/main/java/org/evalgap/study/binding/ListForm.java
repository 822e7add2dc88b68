package org.evalgap.study.binding;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.evalgap.study.problems.Place;

/**
 * A list whose elements are of one form.
 *
 * @param element what each element accepts
 * @param type of the elements
 * @param setting that the list is
 */
record ListForm(Accepted element, Type type, Setting setting) implements Form {

    @Override
    public String expected() {
        String word = element.word().isEmpty() ? "" : ", or " + element.word();
        if (element.form() instanceof KindsForm kinds) {
            return "a list of " + kinds.plural();
        }
        return "a list of "
                + (element.form().names().isEmpty()
                        ? Bounds.expectedAll(setting, (Class<?>) type)
                        : Names.allOf(element.form().names()))
                + word;
    }

    @Override
    public Object read(ConfigValue value, Place place, Accepted accepted) {
        if (!(value instanceof ConfigList list)) {
            if (setting.single()) {
                Object only = element.read(value, place);
                return only == null ? null : List.of(only);
            }
            place.refuse(accepted.expected(), value);
            return null;
        }
        int before = place.problems().size();
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            elements.add(element.read(list.get(i), place.at(i)));
        }
        return place.problems().size() == before ? List.copyOf(elements) : null;
    }

    @Override
    public Object write(Object value) {
        return ((List<?>) value).stream().map(element::write).toList();
    }

    @Override
    public List<Settings.At> sections(String path, Set<Kinds> around) {
        return element.form().sections(path + "[]", around);
    }
}
