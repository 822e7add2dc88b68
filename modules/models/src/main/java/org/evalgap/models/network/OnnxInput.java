package org.evalgap.models.network;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import onnx.Onnx;
import org.evalgap.models.OnnxModel;
import org.evalgap.models.tensor.ModelException;
import org.evalgap.models.tensor.ModelProblem;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.Window;

/**
 * The images that enter an ONNX model.
 *
 * @param name of the graph's input
 * @param batch the fixed number of images, if the export has one
 * @param image shape of one image
 */
record OnnxInput(String name, OptionalLong batch, Shape image) {

    /**
     * @param size of the images where the file leaves it open, or instead of the file's
     * @throws ModelException if there is not one input of images, or their size is not known
     */
    static OnnxInput of(OnnxModel model, Optional<Window.Size> size) {
        Set<String> initializers = model.parameters().keySet();
        List<Onnx.ValueInfoProto> inputs = model.graph().getInputList().stream()
                .filter(input -> !initializers.contains(input.getName()))
                .toList();
        if (inputs.size() != 1 || model.graph().getOutputCount() == 0) {
            throw new ModelException(
                    model.file(),
                    new ModelProblem(
                            "one input of images and an output of logits",
                            inputs.size() + " inputs and " + model.graph().getOutputCount() + " outputs"));
        }
        Onnx.ValueInfoProto input = inputs.get(0);
        List<Onnx.TensorShapeProto.Dimension> dimensions =
                input.getType().getTensorType().getShape().getDimList();
        boolean images = dimensions.size() == 4
                && dimensions.get(1).getDimValue() > 0
                && (size.isPresent()
                        || dimensions.get(2).getDimValue() > 0
                                && dimensions.get(3).getDimValue() > 0);
        if (!images) {
            throw new ModelException(
                    model.file(),
                    new ModelProblem(
                            ModelProblem.printable(input.getName()),
                            "images [N, C, H, W] with a number of channels, a height and a width",
                            dimensions.stream()
                                    .map(d -> d.getDimValue() > 0
                                            ? Long.toString(d.getDimValue())
                                            : d.getDimParam().isEmpty() ? "?" : ModelProblem.printable(d.getDimParam()))
                                    .collect(Collectors.joining(", ", "[", "]"))));
        }
        long batch = dimensions.get(0).getDimValue();
        int height = size.map(Window.Size::height)
                .orElseGet(() -> Math.toIntExact(dimensions.get(2).getDimValue()));
        int width = size.map(Window.Size::width)
                .orElseGet(() -> Math.toIntExact(dimensions.get(3).getDimValue()));
        return new OnnxInput(
                input.getName(),
                batch > 0 ? OptionalLong.of(batch) : OptionalLong.empty(),
                new Shape(height, width, Math.toIntExact(dimensions.get(1).getDimValue())));
    }

    /** [N, C, H, W] with {@code images} for N. */
    long[] shape(long images) {
        return new long[] {images, image.channels(), image.height(), image.width()};
    }
}
