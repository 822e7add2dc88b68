package org.evalgap.models.tensor;

/** Whether a strided view stays within what it is a view of. */
public final class StridedView {

    private static final int MOST_DIMENSIONS = 8;

    private StridedView() {}

    /** Also bounds the view's size by the storage's: strides of 0 could claim any. */
    public static boolean fits(TorchTensor tensor) {
        long elements = tensor.storage().elements();
        long[] shape = tensor.shape();
        long[] strides = tensor.strides();
        if (shape.length != strides.length || shape.length > MOST_DIMENSIONS || elements < 0 || tensor.offset() < 0) {
            return false;
        }
        try {
            long length = TensorData.length(shape);
            long last = tensor.offset();
            for (int d = 0; d < shape.length; d++) {
                if (strides[d] < 0) {
                    return false;
                }
                last = Math.addExact(last, Math.multiplyExact(Math.max(shape[d] - 1, 0), strides[d]));
            }
            long bytes =
                    Math.multiplyExact(elements, (long) tensor.storage().type().bytes());
            return bytes <= Integer.MAX_VALUE - 8 && length <= elements && (length == 0 || last < elements);
        } catch (ArithmeticException e) {
            return false;
        }
    }
}
