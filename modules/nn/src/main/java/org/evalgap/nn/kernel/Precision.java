package org.evalgap.nn.kernel;

import org.nd4j.linalg.api.buffer.DataType;

/** Number format of a network's arithmetic. DOUBLE takes ND4J's generic kernels and exists to check FLOAT's. */
public enum Precision {
    FLOAT(DataType.FLOAT),
    DOUBLE(DataType.DOUBLE);

    private final DataType type;

    Precision(DataType type) {
        this.type = type;
    }

    DataType type() {
        return type;
    }

    int bytes() {
        return type.width();
    }
}
