package org.evalgap.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class SparkSettingsTest {

    private final List<String> warnings = new ArrayList<>();

    private SparkConf applied(Map<String, String> asked, Map<String, String> environment) {
        SparkConf conf = new SparkConf(false);
        asked.forEach(conf::set);
        SparkSettings.apply(conf, environment, warnings::add);
        return conf;
    }

    @Test
    void settingsThatResultsNeedAreNotUpToTheUser() {
        SparkConf conf = applied(
                Map.of(
                        "spark.master", "spark://somewhere:7077",
                        "spark.serializer", "org.apache.spark.serializer.KryoSerializer",
                        "spark.speculation", "true"),
                Map.of());
        assertThat(conf.get("spark.serializer")).isEqualTo("org.apache.spark.serializer.JavaSerializer");
        assertThat(conf.get("spark.speculation")).isEqualTo("false");
        assertThat(warnings)
                .containsExactly(
                        "spark.serializer = org.apache.spark.serializer.KryoSerializer is not followed, it stays"
                                + " org.apache.spark.serializer.JavaSerializer: Kryo cannot create Java records",
                        "spark.speculation = true is not followed, it stays false: training with small batches takes"
                                + " many times the median by design, and its copy would only waste a core");
    }

    @Test
    void otherSettingsAre() {
        SparkConf conf = applied(
                Map.of("spark.master", "yarn", "spark.task.maxFailures", "3", "spark.network.timeout", "1s"), Map.of());
        assertThat(conf.get("spark.task.maxFailures")).isEqualTo("3");
        assertThat(conf.get("spark.network.timeout")).isEqualTo("1s");
        assertThat(conf.contains("spark.driver.bindAddress")).isFalse();
        assertThat(conf.contains("spark.ui.enabled")).isFalse();
        assertThat(warnings).isEmpty();
    }

    @Test
    void executorsHaveAsManyNativeThreadsAsATaskHasCores() {
        SparkConf conf = applied(
                Map.of("spark.master", "yarn", "spark.task.cpus", "2", "spark.executorEnv.OMP_NUM_THREADS", "4"),
                Map.of());
        assertThat(conf.get("spark.executorEnv.OMP_NUM_THREADS")).isEqualTo("2");
        assertThat(conf.get("spark.executorEnv.OPENBLAS_NUM_THREADS")).isEqualTo("2");
        assertThat(conf.get("spark.executorEnv.MALLOC_MMAP_THRESHOLD_")).isEqualTo("1073741824");
        assertThat(conf.get("spark.executorEnv.MALLOC_TRIM_THRESHOLD_")).isEqualTo("2147483648");
        assertThat(warnings)
                .containsExactly(
                        "spark.task.cpus = 2: trainings have as many native threads, and results differ in their last"
                                + " digits from those with one",
                        "spark.executorEnv.OMP_NUM_THREADS = 4 is not followed, it becomes 2: a training has as many"
                                + " native threads as its task has cores, spark.task.cpus");
    }

    @Test
    void executorsHaveMemoryForAllTheirTasks() {
        SparkConf conf = new SparkConf(false)
                .set("spark.executor.cores", "4")
                .set("spark.executor.defaultJavaOptions", "-XX:+UseSerialGC");
        new ExecutorMemory(100_000_000).apply(conf, warnings::add);
        assertThat(conf.get("spark.executor.memoryOverhead")).isEqualTo((768 + 4 * 96) + "m");
        assertThat(conf.get("spark.executor.defaultJavaOptions"))
                .isEqualTo("-Dorg.bytedeco.javacpp.maxphysicalbytes=0 -XX:+UseSerialGC");
        assertThat(warnings).isEmpty();
    }

    @Test
    void tooLittleMemoryIsSaid() {
        SparkConf conf = new SparkConf(false).set("spark.executor.memoryOverhead", "1g");
        new ExecutorMemory(100_000_000).apply(conf, warnings::add);
        assertThat(warnings).isEmpty();
        new ExecutorMemory(1_000_000_000).apply(conf, warnings::add);
        assertThat(conf.get("spark.executor.memoryOverhead")).isEqualTo("1g");
        assertThat(warnings)
                .containsExactly(
                        "spark.executor.memoryOverhead = 1g is less than the 1722m that an executor with 1 task"
                                + " at a time may need: the cluster manager may end it");
    }

    @Test
    void onOneMachineNothingListensToOthers() {
        SparkConf conf = applied(Map.of("spark.master", "local[2]"), Map.of("OMP_NUM_THREADS", "1"));
        assertThat(conf.get("spark.driver.host")).isEqualTo("127.0.0.1");
        assertThat(conf.get("spark.driver.bindAddress")).isEqualTo("127.0.0.1");
        assertThat(conf.get("spark.ui.enabled")).isEqualTo("false");
        assertThat(warnings).isEmpty();
    }

    @Test
    void theEnvironmentOfAnExecutorInThisProcessIsChecked() {
        applied(Map.of("spark.master", "local[2]"), Map.of());
        assertThat(warnings)
                .containsExactly("OMP_NUM_THREADS is not set in the environment of this process, and should be 1:"
                        + " results will differ in their last digits from those of other runs; start through"
                        + " jobs/evalgap");
    }

    @Test
    void aMasterThatIsNotThereIsSaidAtOnce() throws IOException {
        SparkSettings.requireMaster("local[2]");
        int port;
        try (ServerSocket master = new ServerSocket(0)) {
            port = master.getLocalPort();
            SparkSettings.requireMaster("spark://localhost:1,localhost:" + port);
        }
        assertThatThrownBy(() -> SparkSettings.requireMaster("spark://localhost:" + port))
                .isInstanceOf(UncheckedIOException.class)
                .cause()
                .hasMessageStartingWith("cannot start Spark; expected: a master that answers at spark://localhost:"
                        + port + "; received: Connection refused");
        assertThatThrownBy(() -> SparkSettings.requireMaster("spark://nowhere.invalid:7077"))
                .cause()
                .hasMessage(
                        "cannot start Spark; expected: a master that answers at spark://nowhere.invalid:7077; received:"
                                + " no host of the name nowhere.invalid");
    }
}
