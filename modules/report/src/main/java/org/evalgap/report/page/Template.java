package org.evalgap.report.page;

import java.util.LinkedHashMap;
import java.util.Map;

/** A text with places {@code {{name}}}; what is put into a place is never searched for places. */
final class Template {

    private final String template;
    private final Map<String, String> values = new LinkedHashMap<>();

    Template(String template) {
        this.template = template;
    }

    Template with(String place, String value) {
        values.put(place, value);
        return this;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        int end = 0;
        for (int start = template.indexOf("{{"); start >= 0; start = template.indexOf("{{", end)) {
            int close = template.indexOf("}}", start);
            String place = template.substring(start + 2, close);
            if (!values.containsKey(place)) {
                throw new IllegalStateException("nothing was given for place " + place);
            }
            text.append(template, end, start).append(values.get(place));
            end = close + 2;
        }
        return text.append(template.substring(end)).toString();
    }
}
