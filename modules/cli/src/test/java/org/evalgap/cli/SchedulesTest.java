package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.evalgap.cli.console.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What schedulers are given, each read by the scheduler's own tool where this machine has it. */
class SchedulesTest {

    private static final Path JOBS = Path.of("..", "..", "jobs");

    @TempDir
    Path directory;

    private String out;

    private int run(Map<String, String> environment, String... command) throws Exception {
        Path file = Files.createTempFile(directory, "run", ".out");
        ProcessBuilder process =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(file.toFile());
        process.environment().putAll(environment);
        int exitCode = process.start().waitFor();
        out = Files.readString(file);
        return exitCode;
    }

    private static void assumeInstalled(String program) {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":", -1))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, program))),
                program + " is not installed");
    }

    @Test
    void shellScriptsParse() throws Exception {
        for (String script : List.of("evalgap", "nightly.sh")) {
            assertThat(run(Map.of(), "bash", "-n", JOBS.resolve(script).toString()))
                    .as(() -> out)
                    .isZero();
        }
    }

    @Test
    void systemdTakesServiceAndTimer() throws Exception {
        assumeInstalled("systemd-analyze");
        assertThat(run(
                        Map.of(),
                        "systemd-analyze",
                        "verify",
                        "--man=no",
                        JOBS.resolve("systemd/evalgap-nightly.service").toString(),
                        JOBS.resolve("systemd/evalgap-nightly.timer").toString()))
                .as(() -> out)
                .isZero();
        assertThat(out).isEmpty();
        assertThat(run(Map.of(), "systemd-analyze", "calendar", "*-*-* 02:15:00 UTC"))
                .isZero();
        assertThat(Files.readString(JOBS.resolve("systemd/evalgap-nightly.timer")))
                .contains("OnCalendar=*-*-* 02:15:00 UTC\n");
    }

    @Test
    void crontabLinesHaveFiveTimesAndACommand() throws IOException {
        List<String> entries = Files.readAllLines(JOBS.resolve("evalgap.crontab")).stream()
                .filter(line -> !line.startsWith("#") && !line.matches("[A-Z_]+=.*"))
                .toList();
        assertThat(entries)
                .hasSize(2)
                .allMatch(
                        line -> line.matches(
                                "([0-5]?[0-9]) ([01]?[0-9]|2[0-3]) (\\*|[1-9]|[12][0-9]|3[01]) (\\*|[1-9]|1[0-2]) (\\*|[0-7]) [^%]+"));
        assertThat(entries).allMatch(line -> line.contains("jobs/nightly.sh "));
    }

    @Test
    void airflowsFileIsPython() throws Exception {
        assumeInstalled("python3");
        Path file = JOBS.resolve("airflow/evalgap_nightly.py");
        String check = "import ast, sys; tree = ast.parse(open(sys.argv[1]).read()); "
                + "print(sorted({k.arg for n in ast.walk(tree) if isinstance(n, ast.Call) for k in n.keywords}))";
        assertThat(run(Map.of(), "python3", "-c", check, file.toString()))
                .as(() -> out)
                .isZero();
        assertThat(out).contains("'application'", "'application_args'", "'dag_id'", "'java_class'", "'schedule'");
        assertThat(Files.readString(file)).contains("java_class=\"" + Main.class.getName() + "\"");
    }

    @Test
    void theSparkOperatorFindsAllThatItRequires() throws IOException {
        Map<String, Object> resource = Yaml.read(JOBS.resolve("kubernetes/evalgap-nightly.yaml"));
        assertThat(resource)
                .containsOnlyKeys("apiVersion", "kind", "metadata", "spec")
                .containsEntry("apiVersion", "sparkoperator.k8s.io/v1beta2")
                .containsEntry("kind", "ScheduledSparkApplication");
        assertThat(Yaml.map(resource.get("metadata")).get("name").toString()).matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
        Map<String, Object> spec = Yaml.map(resource.get("spec"));
        assertThat(spec)
                .containsOnlyKeys(
                        "schedule",
                        "concurrencyPolicy",
                        "successfulRunHistoryLimit",
                        "failedRunHistoryLimit",
                        "template")
                .containsEntry("concurrencyPolicy", "Forbid");
        assertThat(spec.get("schedule").toString().split(" ", -1)).hasSize(5);
        Map<String, Object> template = Yaml.map(spec.get("template"));
        assertThat(template)
                .containsOnlyKeys(
                        "type",
                        "mode",
                        "sparkVersion",
                        "image",
                        "imagePullPolicy",
                        "mainClass",
                        "mainApplicationFile",
                        "arguments",
                        "sparkConf",
                        "restartPolicy",
                        "driver",
                        "executor")
                .containsEntry("type", "Java")
                .containsEntry("mode", "cluster")
                .containsEntry("mainClass", Main.class.getName());
        assertThat(Yaml.texts(template.get("arguments"))).startsWith("sweep").contains("--output");
        // The operator's schema knows text alone as the value of a setting.
        assertThat(Yaml.map(template.get("sparkConf")).values()).allMatch(String.class::isInstance);
        assertThat(Yaml.map(template.get("restartPolicy"))).containsEntry("type", "OnFailure");
        assertThat(Yaml.map(template.get("executor"))).containsKeys("instances", "cores", "memory");
        for (String pod : List.of("driver", "executor")) {
            Map<String, Object> own = Yaml.map(template.get(pod));
            assertThat(Yaml.map(own.get("podSecurityContext")))
                    .as(pod)
                    .containsEntry("runAsNonRoot", true)
                    .containsEntry("runAsUser", 185);
            assertThat(Yaml.map(own.get("securityContext")))
                    .as(pod)
                    .containsEntry("allowPrivilegeEscalation", false)
                    .containsEntry("capabilities", Map.of("drop", List.of("ALL")));
        }
        assertThat(template.get("image").toString()).as("a pinned image").matches("[a-z./]+:[^:]*[0-9][^:]*");
    }

    /** A launcher that notes how it was called and ends with the codes it is given, one for each call. */
    private Map<String, String> launcher(int... codes) throws IOException {
        Path launcher = directory.resolve("launcher");
        Path calls = directory.resolve("calls");
        Files.deleteIfExists(calls);
        StringBuilder cases = new StringBuilder();
        for (int call = 0; call < codes.length; call++) {
            cases.append(call + 1).append(") exit ").append(codes[call]).append(" ;;\n");
        }
        Files.writeString(launcher, """
                #!/usr/bin/env bash
                echo "$@" >>"%1$s"
                case $(wc -l <"%1$s") in
                %2$s*) exit 99 ;;
                esac
                """.formatted(calls, cases));
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        return Map.of("EVALGAP", launcher.toString());
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(directory.resolve("calls"));
    }

    private int nightly(Map<String, String> launcher, String... options) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(JOBS.resolve("nightly.sh").toString(), "--root", root()));
        command.addAll(List.of(options));
        command.add(study());
        return run(launcher, command.toArray(String[]::new));
    }

    private String root() {
        return directory.resolve("nights").toString();
    }

    private String study() throws IOException {
        Path study = directory.resolve("small.conf");
        Files.writeString(study, "study {}");
        return study.toString();
    }

    @Test
    void aNightIsASweepIntoAnOutputOfItsDate() throws Exception {
        assertThat(nightly(launcher(0), "--master", "spark://host:7077"))
                .as(() -> out)
                .isZero();
        assertThat(calls())
                .singleElement()
                .asString()
                .matches("--master spark://host:7077 sweep " + study() + " --output " + root()
                        + "/small-[0-9]{4}-[0-9]{2}-[0-9]{2}");
        for (int code : new int[] {1, 3, 64}) {
            assertThat(nightly(launcher(code), "--max-degradation", "0.05")).isEqualTo(code);
            assertThat(calls()).hasSize(1);
        }
        // Failed trials are results: they switch no alarm off.
        assertThat(nightly(launcher(2, 4), "--max-degradation", "0.05")).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(nightly(launcher(2, 0), "--max-degradation", "0.05")).isEqualTo(ExitCode.FAILED_TRIALS);
        assertThat(nightly(launcher(0, 4), "--max-degradation", "0.05")).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(calls().get(1)).matches("check " + root() + "/small-[0-9-]+ --max-degradation 0.05");
    }

    @Test
    void nightsThatAppendAddReplicatesOncePerNight() throws Exception {
        assertThat(nightly(launcher(0), "--append-replicates", "2")).isZero();
        assertThat(calls()).containsExactly("sweep " + study() + " --set replicates=2 --output " + root() + "/small");
        assertThat(nightly(launcher(1), "--append-replicates", "2")).isEqualTo(ExitCode.BROKEN);
        assertThat(calls().get(0)).contains("replicates=4");
        assertThat(nightly(launcher(2), "--append-replicates", "2")).isEqualTo(ExitCode.FAILED_TRIALS);
        assertThat(calls().get(0)).contains("replicates=4");
        assertThat(nightly(launcher(0), "--append-replicates", "2")).isZero();
        assertThat(calls().get(0)).contains("replicates=6");
    }

    @Test
    void settingsGoToTheSweepAndConditionsToTheCheck() throws Exception {
        assertThat(nightly(
                        launcher(0, 0),
                        "--set",
                        "seed=2",
                        "--max-degradation",
                        "0.05",
                        "--confident",
                        "--where",
                        "batch_size >= 8"))
                .isZero();
        assertThat(calls().get(0)).startsWith("sweep " + study()).endsWith("--set seed=2");
        assertThat(calls().get(1)).endsWith("--max-degradation 0.05 --confident --where batch_size >= 8");
    }

    @Test
    void nightsDoNotOverlap() throws Exception {
        Files.createDirectories(directory.resolve("nights"));
        Process holder = new ProcessBuilder("flock", root() + "/nightly.lock", "bash", "-c", "echo held; read").start();
        assertThat(holder.inputReader().readLine()).isEqualTo("held");
        assertThat(nightly(launcher(0))).isEqualTo(ExitCode.OUTPUT_HELD);
        assertThat(out)
                .isEqualTo("cannot start; expected: no other nightly run in " + root()
                        + "; received: one that is still going on\n");
        assertThat(directory.resolve("calls")).doesNotExist();
        holder.outputWriter().close();
        assertThat(holder.waitFor()).isEqualTo(1);
        assertThat(nightly(launcher(0))).isZero();
    }

    @Test
    void unusableCommandLines() throws Exception {
        String nightly = JOBS.resolve("nightly.sh").toString();
        assertThat(run(Map.of(), nightly)).isEqualTo(ExitCode.UNUSABLE);
        assertThat(out).isEqualTo("cannot run; expected: a STUDY; received: none\n");
        assertThat(run(Map.of(), nightly, "none.conf")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(out).isEqualTo("cannot read the study; expected: a file; received: none.conf\n");
        assertThat(run(Map.of(), nightly, "--append-replicates", "x", study())).isEqualTo(ExitCode.UNUSABLE);
        assertThat(out).isEqualTo("cannot use --append-replicates; expected: a number; received: x\n");
        assertThat(run(Map.of(), nightly, "--max-degradation", "5%", study())).isEqualTo(ExitCode.UNUSABLE);
        assertThat(out)
                .isEqualTo("cannot use --max-degradation; expected: a fraction between -1 and 1; received: 5%\n");
        assertThat(run(Map.of(), nightly, "--confident", study())).isEqualTo(ExitCode.UNUSABLE);
        assertThat(out).isEqualTo("cannot use --confident; expected: --max-degradation beside it; received: none\n");
        assertThat(run(Map.of(), nightly, "--help")).isZero();
        assertThat(out).startsWith("A study each night: jobs/nightly.sh [OPTIONS] STUDY\n");
    }
}
