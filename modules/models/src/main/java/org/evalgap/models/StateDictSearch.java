package org.evalgap.models;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.evalgap.models.tensor.TensorData;
import org.evalgap.models.tensor.TorchTensor;

/**
 * Finds state dicts in what a training script saved: the file's content itself, or nested under {@code state_dict},
 * {@code model}, {@code model_ema} and the like. Live weights come before averaged ones, an optimizer's state never.
 */
final class StateDictSearch {

    private static final int DEEPEST = 3;

    /** DataParallel and AveragedModel prefix names with the one, torch.compile with the other. */
    private static final Pattern WRAPPERS = Pattern.compile("^((?:module\\.|_orig_mod\\.)+)");

    private static final Pattern NOT_A_MODEL = Pattern.compile("(?i).*(optim|sched|scaler|amp).*");

    private static final Pattern AVERAGED = Pattern.compile("(?i).*(ema|swa|averag|shadow).*");

    /** In the order in which they are taken when several lie side by side. */
    private static final List<String> USUAL_NAMES =
            List.of("", "state_dict", "model_state_dict", "model_state", "model", "net", "network", "module");

    private final BiFunction<String, TorchTensor, TensorData> resolver;
    private final List<StateDict> found = new ArrayList<>();

    /** A pickle may hold one map in many places. */
    private final Set<Object> visited = Collections.newSetFromMap(new IdentityHashMap<>());

    /** @param resolver makes a tensor of what the pickle says about it, given its full name */
    StateDictSearch(BiFunction<String, TorchTensor, TensorData> resolver) {
        this.resolver = resolver;
    }

    /** Every state dict in {@code content}, the most usual first; empty if there is none. */
    List<StateDict> search(Object content) {
        visit("", content, 0);
        found.sort(Comparator.comparing((StateDict state) -> averaged(state.part()))
                .thenComparingInt(state -> usual(state.part())));
        return List.copyOf(found);
    }

    private static boolean averaged(String part) {
        return AVERAGED.matcher(part).matches();
    }

    private static int usual(String part) {
        int index = USUAL_NAMES.indexOf(part);
        return index < 0 ? USUAL_NAMES.size() : index;
    }

    private void visit(String part, Object content, int depth) {
        if (!(content instanceof Map<?, ?> map) || !visited.add(map)) {
            return;
        }
        Map<String, TorchTensor> tensors = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            if (key instanceof String name && value instanceof TorchTensor tensor) {
                tensors.put(name, tensor);
            }
        });
        if (!tensors.isEmpty()) {
            found.add(stateDict(part, tensors));
        } else if (depth < DEEPEST) {
            map.forEach((key, value) -> {
                if (key instanceof String name && !NOT_A_MODEL.matcher(name).matches()) {
                    visit(part.isEmpty() ? name : part + "." + name, value, depth + 1);
                }
            });
        }
    }

    private StateDict stateDict(String part, Map<String, TorchTensor> tensors) {
        // AveragedModel counts its updates beside the wrapped module.
        Map<String, TorchTensor> model = new LinkedHashMap<>(tensors);
        if (model.size() > 1) {
            model.remove("n_averaged");
        }
        String prefix = commonPrefix(model.keySet());
        Map<String, TensorData> named = new LinkedHashMap<>();
        model.forEach((name, tensor) -> named.put(
                name.substring(prefix.length()), resolver.apply(part.isEmpty() ? name : part + "." + name, tensor)));
        return new StateDict(part, prefix, named);
    }

    /** The wrappers' prefix that all names share; empty if one name is without it. */
    static String commonPrefix(Iterable<String> names) {
        String prefix = null;
        for (String name : names) {
            Matcher matcher = WRAPPERS.matcher(name);
            String own = matcher.find() ? matcher.group(1) : "";
            if (prefix == null || prefix.startsWith(own)) {
                prefix = own;
            } else if (!own.startsWith(prefix)) {
                return "";
            }
        }
        return prefix == null ? "" : prefix;
    }
}
