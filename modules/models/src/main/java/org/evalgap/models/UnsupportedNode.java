package org.evalgap.models;

import java.util.Optional;

/** A node that cannot be turned into one of ours; without a problem if the reason was reported with another node. */
final class UnsupportedNode extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ModelProblem problem;

    UnsupportedNode() {
        this.problem = null;
    }

    UnsupportedNode(OnnxNode node, String expected, String received) {
        super(expected);
        this.problem = new ModelProblem(TorchPickle.printable(node.name()), expected, received);
    }

    Optional<ModelProblem> problem() {
        return Optional.ofNullable(problem);
    }
}
