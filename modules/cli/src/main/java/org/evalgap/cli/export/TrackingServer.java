package org.evalgap.cli.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An MLflow tracking server, by version 2.0 of its REST protocol (<a
 * href="https://mlflow.org/docs/latest/rest-api.html">documentation</a>).
 */
final class TrackingServer {

    /** The most that one request to log may hold, by the documentation. */
    private static final int METRICS_AT_ONCE = 1000;

    private static final int PARAMETERS_AT_ONCE = 100;

    /** Runs of one page of a search. */
    private static final int RUNS_AT_ONCE = 1000;

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int NOT_FOUND = 404;
    private static final int OK = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final String address;
    private final Optional<String> authorization;

    /** Whether a run still waits for something to be logged. */
    enum Status {
        RUNNING,
        FINISHED,
        FAILED
    }

    /** A run as the server knows it. */
    record Run(String id, Status status, Map<String, String> tags) {}

    /** A number at a step of a run; not a number where it has none. */
    record Metric(String key, double value, long step) {}

    /**
     * @param uri its address
     * @param environment may hold MLflow's variables for a user and password, or a token
     */
    TrackingServer(URI uri, Map<String, String> environment) {
        this.address = uri.toString().replaceAll("/+$", "");
        this.authorization = authorization(environment);
    }

    private static Optional<String> authorization(Map<String, String> environment) {
        String user = environment.get("MLFLOW_TRACKING_USERNAME");
        String password = environment.get("MLFLOW_TRACKING_PASSWORD");
        if (user != null && password != null) {
            byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(both));
        }
        return Optional.ofNullable(environment.get("MLFLOW_TRACKING_TOKEN")).map(token -> "Bearer " + token);
    }

    /** Its address, without a slash at the end. */
    String address() {
        return address;
    }

    /** The id of an experiment, which is made if there is none of the name. */
    String experiment(String name) throws IOException {
        String query = "experiments/get-by-name?experiment_name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        HttpResponse<String> found = send(request(query).GET().build());
        if (found.statusCode() != NOT_FOUND) {
            return text(content(query, found).path("experiment").path("experiment_id"), query);
        }
        ObjectNode body = JSON.createObjectNode().put("name", name);
        return text(post("experiments/create", body).path("experiment_id"), "experiments/create");
    }

    /** The runs of an experiment that have a tag with a value. */
    List<Run> runs(String experiment, String tag, String value) throws IOException {
        List<Run> runs = new ArrayList<>();
        String page = "";
        do {
            ObjectNode body = JSON.createObjectNode()
                    .put("filter", "tags.`" + tag + "` = '" + value + "'")
                    .put("max_results", RUNS_AT_ONCE);
            body.putArray("experiment_ids").add(experiment);
            if (!page.isEmpty()) {
                body.put("page_token", page);
            }
            JsonNode found = post("runs/search", body);
            found.path("runs").forEach(run -> runs.add(run(run)));
            page = found.path("next_page_token").asText("");
        } while (!page.isEmpty());
        return runs;
    }

    private static Run run(JsonNode run) {
        Map<String, String> tags = new HashMap<>();
        run.path("data")
                .path("tags")
                .forEach(tag ->
                        tags.put(tag.path("key").asText(), tag.path("value").asText()));
        String status = run.path("info").path("status").asText();
        return new Run(
                run.path("info").path("run_id").asText(),
                switch (status) {
                    case "FINISHED" -> Status.FINISHED;
                    case "FAILED", "KILLED" -> Status.FAILED;
                    default -> Status.RUNNING;
                },
                tags);
    }

    /**
     * Begins a run.
     *
     * @param start in milliseconds since 1970
     * @return its id
     */
    String create(String experiment, String name, long start, Map<String, String> tags) throws IOException {
        ObjectNode body = JSON.createObjectNode()
                .put("experiment_id", experiment)
                .put("run_name", name)
                .put("start_time", start);
        pairs(body.putArray("tags"), tags);
        return text(post("runs/create", body).path("run").path("info").path("run_id"), "runs/create");
    }

    /**
     * Adds to a run. What is the same as before changes nothing.
     *
     * @param time of the numbers, in milliseconds since 1970
     */
    void log(String run, long time, List<Metric> metrics, Map<String, String> parameters) throws IOException {
        List<Map.Entry<String, String>> left = List.copyOf(parameters.entrySet());
        for (int from = 0; from < Math.max(1, left.size()); from += PARAMETERS_AT_ONCE) {
            ObjectNode body = JSON.createObjectNode().put("run_id", run);
            for (Map.Entry<String, String> one : part(left, from, PARAMETERS_AT_ONCE)) {
                body.withArray("params").addObject().put("key", one.getKey()).put("value", one.getValue());
            }
            post("runs/log-batch", body);
        }
        for (int from = 0; from < metrics.size(); from += METRICS_AT_ONCE) {
            ObjectNode body = JSON.createObjectNode().put("run_id", run);
            for (Metric one : part(metrics, from, METRICS_AT_ONCE)) {
                body.withArray("metrics")
                        .addObject()
                        .put("key", one.key())
                        .put("value", one.value())
                        .put("timestamp", time)
                        .put("step", one.step());
            }
            post("runs/log-batch", body);
        }
    }

    private static <T> List<T> part(List<T> all, int from, int length) {
        return all.subList(from, Math.min(all.size(), from + length));
    }

    /** @param end in milliseconds since 1970 */
    void end(String run, Status status, long end) throws IOException {
        post(
                "runs/update",
                JSON.createObjectNode()
                        .put("run_id", run)
                        .put("status", status.name())
                        .put("end_time", end));
    }

    private static void pairs(ArrayNode array, Map<String, String> values) {
        values.forEach((key, value) -> array.addObject().put("key", key).put("value", value));
    }

    private JsonNode post(String what, ObjectNode body) throws IOException {
        HttpRequest request = request(what)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        return content(what, send(request));
    }

    private HttpRequest.Builder request(String what) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + "/api/2.0/mlflow/" + what))
                .timeout(TIMEOUT);
        authorization.ifPresent(value -> request.header("Authorization", value));
        return request;
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IOException(
                    "cannot reach MLflow at " + address + "; expected: an answer to " + request.uri() + "; received: "
                            + e.getClass().getSimpleName()
                            + (e.getMessage() == null ? "" : ": " + e.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while MLflow was asked", e);
        }
    }

    private JsonNode content(String what, HttpResponse<String> response) throws IOException {
        JsonNode content;
        try {
            content = JSON.readTree(response.body());
        } catch (IOException e) {
            throw refused(what, response.statusCode() + " and no JSON", e);
        }
        if (response.statusCode() != OK) {
            throw refused(
                    what,
                    response.statusCode() + " " + content.path("error_code").asText() + ": "
                            + content.path("message").asText(),
                    null);
        }
        return content;
    }

    private String text(JsonNode value, String what) throws IOException {
        if (!value.isTextual()) {
            throw refused(what, "no id", null);
        }
        return value.asText();
    }

    private IOException refused(String what, String received, IOException cause) {
        return new IOException(
                "cannot use MLflow at " + address + "; expected: an answer to " + what + "; received: " + received,
                cause);
    }
}
