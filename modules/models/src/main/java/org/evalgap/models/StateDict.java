package org.evalgap.models;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.evalgap.models.tensor.TensorData;

/**
 * The named tensors of one model in a file.
 *
 * @param part where in the file they lie, as a path of keys: {@code checkpoint.model_ema}; empty if they are the file's
 *     content itself
 * @param prefix what every name begins with in the file and not in {@code tensors}: {@code module.} of DataParallel
 * @param tensors by the names of the model's parameters and buffers, in the file's order
 */
public record StateDict(String part, String prefix, Map<String, TensorData> tensors) {

    public StateDict {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    /**
     * This, or the part of it below a common prefix ({@code backbone.}), that has a tensor of every name; empty if
     * there is none.
     */
    public Optional<StateDict> holding(Set<String> names) {
        if (tensors.keySet().containsAll(names)) {
            return Optional.of(this);
        }
        String first = names.iterator().next();
        return tensors.keySet().stream()
                .filter(name -> name.endsWith("." + first))
                .map(name -> below(name.substring(0, name.length() - first.length())))
                .filter(below -> below.tensors.keySet().containsAll(names))
                .findFirst();
    }

    private StateDict below(String start) {
        Map<String, TensorData> below = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(start)) {
                below.put(name.substring(start.length()), tensor);
            }
        });
        return new StateDict(part, prefix + start, below);
    }

    /** Which of the file's contents this is, for people: {@code 'model_ema' without the prefix 'module.'}. */
    public String description() {
        String what = part.isEmpty() ? "the whole file" : "'" + part + "'";
        return prefix.isEmpty() ? what : what + " without the prefix '" + prefix + "'";
    }
}
