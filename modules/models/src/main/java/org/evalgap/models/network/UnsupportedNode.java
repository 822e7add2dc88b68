package org.evalgap.models.network;

import java.util.Optional;
import org.evalgap.models.OnnxNode;
import org.evalgap.models.tensor.ModelProblem;

/** A node that cannot be turned into one of ours; without a problem if the reason was reported with another node. */
final class UnsupportedNode extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ModelProblem problem;

    public UnsupportedNode() {
        this.problem = null;
    }

    public UnsupportedNode(OnnxNode node, String expected, String received) {
        super(expected);
        this.problem = new ModelProblem(ModelProblem.printable(node.name()), expected, received);
    }

    public Optional<ModelProblem> problem() {
        return Optional.ofNullable(problem);
    }
}
