package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evalgap.spark.StandaloneCluster;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docker-compose.yml starts in containers, started as processes of this machine, and what it says besides. */
class ComposeIT {

    private static final Path ROOT = Path.of("..", "..");

    private static Map<String, Object> services;

    @TempDir
    Path directory;

    @BeforeAll
    static void read() throws Exception {
        services = Yaml.map(Yaml.read(ROOT.resolve("docker-compose.yml")).get("services"));
    }

    private static Map<String, Object> service(String name) {
        return Yaml.map(services.get(name));
    }

    private static List<String> command(String service) {
        return Yaml.texts(service(service).get("command"));
    }

    @Test
    void allProcessesOfTheClusterAreOfOnePinnedImage() {
        Map<String, Object> images = new LinkedHashMap<>();
        services.forEach((name, service) -> images.put(name, Yaml.map(service).get("image")));
        assertThat(images.keySet())
                .containsExactlyInAnyOrder("data", "master", "worker-1", "worker-2", "history", "submit", "s3");
        images.remove("s3");
        assertThat(images.values()).containsOnly("apache/spark:4.1.2-scala2.13-java17-ubuntu");
        services.values()
                .forEach(service ->
                        assertThat(Yaml.map(service).get("image").toString()).matches("[a-z/]+:[^:]*[0-9][^:]*"));
    }

    @Test
    void nothingListensBeyondThisMachine() {
        services.values().stream()
                .map(Yaml::map)
                .filter(service -> service.containsKey("ports"))
                .forEach(service ->
                        assertThat(Yaml.texts(service.get("ports"))).allMatch(port -> port.startsWith("127.0.0.1:")));
    }

    @Test
    void processesOfSparkHaveNoRightsOfTheirOwn() {
        for (String name : List.of("master", "worker-1", "worker-2", "history", "submit")) {
            assertThat(service(name))
                    .as(name)
                    .containsEntry("user", "185:185")
                    .containsEntry("cap_drop", List.of("ALL"))
                    .containsEntry("security_opt", List.of("no-new-privileges:true"));
        }
    }

    @Test
    void theSubmitServiceRunsTheDistributionOfThisVersion() {
        Map<String, Object> submit = service("submit");
        assertThat(Yaml.texts(submit.get("entrypoint")))
                .startsWith("/opt/evalgap/jobs/evalgap", "--master", "spark://master:7077");
        assertThat(Yaml.texts(submit.get("volumes")))
                .contains("./modules/cli/target/" + Launcher.DISTRIBUTION.getFileName() + ":/opt/evalgap:ro");
        assertThat(Launcher.DISTRIBUTION.resolve("jobs/evalgap")).isExecutable();
        assertThat(Launcher.DISTRIBUTION.resolve(command("submit").get(1))).isRegularFile();
        assertThat(command("submit")).startsWith("sweep").contains("--output");
    }

    /** The same classes with the same arguments, but for names of hosts, ports and directories. */
    @Test
    void itsProcessesStart() throws Exception {
        try (StandaloneCluster cluster =
                StandaloneCluster.empty(directory.resolve("cluster"), directory.resolve("spark-home"))) {
            assertThat(command("master"))
                    .startsWith("/opt/spark/bin/spark-class", "org.apache.spark.deploy.master.Master");
            cluster.startMaster(here(command("master"), ""));
            for (String worker : List.of("worker-1", "worker-2")) {
                assertThat(command(worker))
                        .startsWith("/opt/spark/bin/spark-class", "org.apache.spark.deploy.worker.Worker");
                cluster.startWorker(worker, here(command(worker), cluster.master()));
            }
            assertThat(command("history"))
                    .containsExactly("/opt/spark/bin/spark-class", "org.apache.spark.deploy.history.HistoryServer");
            String options = Yaml.map(service("history").get("environment"))
                    .get("SPARK_HISTORY_OPTS")
                    .toString();
            assertThat(options).contains("file:/data/events");
            assertThat(Yaml.texts(service("submit").get("entrypoint")))
                    .contains("spark.eventLog.dir=file:/data/events");
            Files.createDirectory(directory.resolve("events"));
            cluster.startHistoryServer(Arrays.asList(
                    options.replace("/data/events", directory.resolve("events").toString())
                            .replace("18080", "0")
                            .split(" ", -1)));
        }
    }

    private List<String> here(List<String> command, String master) {
        return command.stream()
                .skip(2)
                .map(argument -> switch (argument) {
                    case "master" -> "127.0.0.1";
                    case "7077", "8080", "8081" -> "0";
                    case "spark://master:7077" -> master;
                    case "/opt/spark/work-dir" -> directory.resolve("work").toString();
                    default -> argument;
                })
                .toList();
    }
}
