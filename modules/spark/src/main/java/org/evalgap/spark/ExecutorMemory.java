package org.evalgap.spark;

import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;

/**
 * What an executor needs besides its heap. YARN and Kubernetes end a process that outgrows heap and overhead together;
 * Spark's own guess of the overhead, a tenth of the heap, knows nothing of training, which is all outside of the heap.
 * A standalone cluster and a single machine have no such limit and read none of this.
 *
 * @param bytesPerTask the most native memory that one training takes
 */
record ExecutorMemory(long bytesPerTask) {

    private static final String OVERHEAD = "spark.executor.memoryOverhead";
    private static final String JAVA_OPTIONS = "spark.executor.defaultJavaOptions";
    private static final String NO_PHYSICAL_LIMIT = "-Dorg.bytedeco.javacpp.maxphysicalbytes=0";

    /** The Java machine itself, the code of the native libraries, the serialized dataset, and what Spark's network holds. */
    private static final long MEBIBYTES_OF_PROCESS = 768;

    private static final long MEBIBYTE = 1 << 20;

    /** What an executor needs besides its heap, in MiB: for the process, and for each training at a time. */
    private long overheadMebibytes(int tasks) {
        return MEBIBYTES_OF_PROCESS + tasks * (bytesPerTask / MEBIBYTE + 1);
    }

    /** @param warnings told of a setting of the user that leaves less than trainings need */
    void apply(SparkConf conf, Consumer<String> warnings) {
        int tasks = Math.max(1, conf.getInt("spark.executor.cores", 1) / conf.getInt("spark.task.cpus", 1));
        long needed = overheadMebibytes(tasks);
        String asked = conf.get(OVERHEAD, "");
        if (asked.isEmpty()) {
            conf.set(OVERHEAD, needed + "m");
        } else if (JavaUtils.byteStringAsMb(asked) < needed) {
            warnings.accept(OVERHEAD + " = " + asked + " is less than the " + needed + "m that an executor with "
                    + tasks + (tasks == 1 ? " task" : " tasks")
                    + " at a time may need: the cluster manager may end it");
        }
        // JavaCPP would take four times the heap for the limit of the process, and fail trainings that are within the
        // executor's own.
        String options = conf.get(JAVA_OPTIONS, "");
        conf.set(JAVA_OPTIONS, (NO_PHYSICAL_LIMIT + " " + options).strip());
    }
}
