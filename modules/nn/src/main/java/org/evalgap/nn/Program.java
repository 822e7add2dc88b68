package org.evalgap.nn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.PlacedNode;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.kernel.Tensor;
import org.evalgap.nn.program.Compilation;
import org.evalgap.nn.program.Layer;
import org.evalgap.nn.program.Operation;

/** The operations of a network in the order they run, compiled for one pass after another. */
final class Program {

    private final List<Operation> operations;
    private final List<Step> steps;
    private final int result;
    private final Shape image;

    Program(NetworkSpec spec) {
        List<PlacedNode> nodes = spec.nodes();
        operations = nodes.stream().map(LayerFactory::operation).toList();
        List<Step> all = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            all.add(new Step(operations.get(i), nodes.get(i).inputs(), i));
        }
        result = spec.output();
        image = spec.input();
        steps = Schedule.of(all, result);
    }

    /** In the order of the network's nodes. */
    List<Operation> operations() {
        return operations;
    }

    /** Emits the forward calls. */
    Compiled compile(Compilation c) {
        return new Compiled(c);
    }

    /** The program inside one pass. */
    final class Compiled {
        private final Map<Integer, Tensor> values = new HashMap<>();
        private final List<Operation.Compiled> compiled = new ArrayList<>();

        private Compiled(Compilation c) {
            Map<Integer, Integer> lastUses = lastUses();
            boolean shared = steps.stream()
                            .flatMap(step -> step.inputs().stream())
                            .filter(input -> input == PlacedNode.IMAGE)
                            .count()
                    > 1;
            if (shared) {
                values.put(PlacedNode.IMAGE, c.materialize(image));
            }
            for (int i = 0; i < steps.size(); i++) {
                Step step = steps.get(i);
                boolean hadDrawn = c.hasDrawn();
                Operation.Compiled node = compile(c, step);
                compiled.add(node);
                boolean firstDraw = c.hasDrawn() && !hadDrawn;
                boolean again = firstDraw && readsAllThatLives(step, lastUses, i);
                if (firstDraw && !again) {
                    c.drawsFromTheStart();
                }
                values.put(step.output(), node.output());
                release(c, lastUses, i, again);
            }
        }

        private Operation.Compiled compile(Compilation c, Step step) {
            if (step.operation() instanceof Layer layer
                    && step.inputs().get(0) == PlacedNode.IMAGE
                    && !values.containsKey(PlacedNode.IMAGE)) {
                return new Layer.OneInput(layer.compileFirst(c, image));
            }
            return step.operation()
                    .compile(c, step.inputs().stream().map(values::get).toList());
        }

        /** Whether what lives before a step is what it reads, and no later step does: that might overwrite it. */
        private boolean readsAllThatLives(Step step, Map<Integer, Integer> lastUses, int number) {
            return values.keySet().equals(Set.copyOf(step.inputs()))
                    && step.inputs().stream().allMatch(input -> lastUses.get(input) == number);
        }

        /**
         * Gives back the memory of values that no step behind {@code step} reads.
         *
         * @param keep whether it stays theirs all the same, as another draw of masks reads them again
         */
        private void release(Compilation c, Map<Integer, Integer> lastUses, int step, boolean keep) {
            Set<Long> live = new HashSet<>();
            values.forEach((value, tensor) -> {
                if (lastUses.getOrDefault(value, -1) > step) {
                    live.add(tensor.address().address());
                }
            });
            values.entrySet().removeIf(entry -> {
                if (lastUses.getOrDefault(entry.getKey(), -1) > step) {
                    return false;
                }
                // An output may be its input under another name.
                if (!keep && !live.contains(entry.getValue().address().address())) {
                    c.release(entry.getValue());
                }
                return true;
            });
        }

        Tensor output() {
            return values.get(result);
        }

        /**
         * Emits the backward calls: a value's gradient is the sum of those that its consumers leave.
         *
         * @param outputGradient may be overwritten
         */
        void backward(Compilation c, Tensor outputGradient) {
            Map<Integer, Tensor> gradients = new HashMap<>(Map.of(result, outputGradient));
            for (int i = steps.size() - 1; i >= 0; i--) {
                Step step = steps.get(i);
                Tensor dy = gradients.remove(step.output());
                if (dy == null) {
                    continue;
                }
                List<Tensor> inputGradients = compiled.get(i).backward(c, dy);
                for (int j = 0; j < step.inputs().size(); j++) {
                    int input = step.inputs().get(j);
                    if (input != PlacedNode.IMAGE) {
                        gradients.merge(input, inputGradients.get(j), (a, b) -> add(c, a, b));
                    }
                }
            }
        }
    }

    private Map<Integer, Integer> lastUses() {
        Map<Integer, Integer> lastUses = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            for (int input : steps.get(i).inputs()) {
                lastUses.put(input, i);
            }
        }
        lastUses.put(result, Integer.MAX_VALUE);
        return lastUses;
    }

    private static Tensor add(Compilation c, Tensor sum, Tensor summand) {
        for (Compilation.Block block : c.blocks(sum)) {
            c.emit(c.kernels().add(block.of(sum), block.of(summand), block.of(sum)));
        }
        return sum;
    }
}
