package org.evalgap.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mlflow.api.proto.Service;
import org.mlflow_project.google.protobuf.InvalidProtocolBufferException;
import org.mlflow_project.google.protobuf.Message;
import org.mlflow_project.google.protobuf.MessageOrBuilder;
import org.mlflow_project.google.protobuf.util.JsonFormat;

/**
 * A tracking server that remembers. Requests are read, and answers written, by MLflow's own messages, so that a field
 * that MLflow does not know is refused; so is what the documentation of its REST protocol does not allow.
 */
final class MemoryTrackingServer implements AutoCloseable {

    private static final Pattern FILTER = Pattern.compile("tags\\.`([^`]+)` = '([^']*)'");
    private static final Pattern NAME = Pattern.compile("[/\\w.\\- :]+");

    private final HttpServer server;
    private final Map<String, String> experiments = new LinkedHashMap<>();
    private final Map<String, Stored> runs = new LinkedHashMap<>();
    private int refuseAfter = Integer.MAX_VALUE;

    /** The value of the header Authorization of each request. */
    final Set<String> authorizations = new LinkedHashSet<>();

    private static final class Stored {
        private final Service.RunInfo.Builder info;
        private final Map<String, String> tags = new LinkedHashMap<>();
        private final Map<String, String> parameters = new LinkedHashMap<>();
        private final Set<Service.Metric> metrics = new LinkedHashSet<>();

        private Stored(Service.RunInfo.Builder info) {
            this.info = info;
        }

        private Service.Run run() {
            Service.RunData.Builder data = Service.RunData.newBuilder();
            tags.forEach((key, value) ->
                    data.addTags(Service.RunTag.newBuilder().setKey(key).setValue(value)));
            parameters.forEach((key, value) ->
                    data.addParams(Service.Param.newBuilder().setKey(key).setValue(value)));
            Map<String, Service.Metric> latest = new LinkedHashMap<>();
            metrics.forEach(
                    metric -> latest.merge(metric.getKey(), metric, (a, b) -> a.getStep() > b.getStep() ? a : b));
            data.addAllMetrics(latest.values());
            return Service.Run.newBuilder().setInfo(info).setData(data).build();
        }
    }

    /** What the server does not take, with MLflow's code for it. */
    private static final class Refused extends Exception {
        private final int status;
        private final String code;

        private Refused(int status, String code, String message) {
            super(message);
            this.status = status;
            this.code = code;
        }
    }

    MemoryTrackingServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/2.0/mlflow/", this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Breaks every request after some more. */
    synchronized void refuseAfter(int requests) {
        refuseAfter = requests;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        int status = 200;
        String answer;
        try {
            if (refuseAfter-- <= 0) {
                throw new Refused(500, "INTERNAL_ERROR", "the disk of the server is full");
            }
            String what = exchange.getRequestURI().getPath().substring("/api/2.0/mlflow/".length());
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            answer = JsonFormat.printer()
                    .preservingProtoFieldNames()
                    .print(answer(what, parameters(exchange.getRequestURI()), body));
        } catch (Refused e) {
            status = e.status;
            answer = "{\"error_code\": \"" + e.code + "\", \"message\": \"" + e.getMessage() + "\"}";
        } catch (InvalidProtocolBufferException e) {
            status = 400;
            answer = "{\"error_code\": \"BAD_REQUEST\", \"message\": \""
                    + e.getMessage().replace("\"", "'").replace("\n", " ") + "\"}";
        }
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static Map<String, String> parameters(URI uri) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (uri.getRawQuery() != null) {
            for (String part : uri.getRawQuery().split("&", -1)) {
                String[] both = part.split("=", 2);
                parameters.put(both[0], URLDecoder.decode(both[1], StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    private static <B extends Message.Builder> B read(String body, B builder) throws InvalidProtocolBufferException {
        JsonFormat.parser().merge(body, builder);
        return builder;
    }

    private MessageOrBuilder answer(String what, Map<String, String> parameters, String body)
            throws Refused, InvalidProtocolBufferException {
        return switch (what) {
            case "experiments/get-by-name" -> experiment(parameters.get("experiment_name"));
            case "experiments/create" -> create(read(body, Service.CreateExperiment.newBuilder()));
            case "runs/create" -> create(read(body, Service.CreateRun.newBuilder()));
            case "runs/search" -> search(read(body, Service.SearchRuns.newBuilder()));
            case "runs/log-batch" -> log(read(body, Service.LogBatch.newBuilder()));
            case "runs/update" -> update(read(body, Service.UpdateRun.newBuilder()));
            case "metrics/get-history" -> history(parameters.get("run_id"), parameters.get("metric_key"));
            default -> throw new Refused(404, "ENDPOINT_NOT_FOUND", what);
        };
    }

    private MessageOrBuilder experiment(String name) throws Refused {
        if (!experiments.containsKey(name)) {
            throw new Refused(404, "RESOURCE_DOES_NOT_EXIST", "no experiment " + name);
        }
        return Service.GetExperimentByName.Response.newBuilder()
                .setExperiment(Service.Experiment.newBuilder()
                        .setExperimentId(experiments.get(name))
                        .setName(name));
    }

    private MessageOrBuilder create(Service.CreateExperiment.Builder asked) {
        experiments.put(asked.getName(), String.valueOf(experiments.size() + 1));
        return Service.CreateExperiment.Response.newBuilder().setExperimentId(experiments.get(asked.getName()));
    }

    private MessageOrBuilder create(Service.CreateRun.Builder asked) throws Refused {
        if (!experiments.containsValue(asked.getExperimentId())) {
            throw new Refused(404, "RESOURCE_DOES_NOT_EXIST", "no experiment " + asked.getExperimentId());
        }
        Service.RunInfo.Builder info = Service.RunInfo.newBuilder()
                .setRunId("run" + runs.size())
                .setRunName(asked.getRunName())
                .setExperimentId(asked.getExperimentId())
                .setStatus(Service.RunStatus.RUNNING)
                .setStartTime(asked.getStartTime());
        Stored stored = new Stored(info);
        for (Service.RunTag tag : asked.getTagsList()) {
            stored.tags.put(checked(tag.getKey()), tag.getValue());
        }
        runs.put(info.getRunId(), stored);
        return Service.CreateRun.Response.newBuilder().setRun(stored.run());
    }

    /** One run on a page, so that whoever does not turn pages misses the others. */
    private MessageOrBuilder search(Service.SearchRuns.Builder asked) throws Refused {
        Matcher filter = FILTER.matcher(asked.getFilter());
        if (!asked.getFilter().isEmpty() && !filter.matches()) {
            throw new Refused(400, "INVALID_PARAMETER_VALUE", "filter");
        }
        List<Stored> found = new ArrayList<>(runs.values().stream()
                .filter(run -> asked.getExperimentIdsList().contains(run.info.getExperimentId()))
                .filter(run -> asked.getFilter().isEmpty() || filter.group(2).equals(run.tags.get(filter.group(1))))
                .toList());
        int from = asked.getPageToken().isEmpty() ? 0 : Integer.parseInt(asked.getPageToken());
        Service.SearchRuns.Response.Builder answer = Service.SearchRuns.Response.newBuilder();
        if (from < found.size()) {
            answer.addRuns(found.get(from).run());
        }
        if (from + 1 < found.size()) {
            answer.setNextPageToken(String.valueOf(from + 1));
        }
        return answer;
    }

    private MessageOrBuilder log(Service.LogBatch.Builder asked) throws Refused {
        Stored run = stored(asked.getRunId());
        if (asked.getMetricsCount() > 1000 || asked.getParamsCount() > 100 || asked.getTagsCount() > 100) {
            throw new Refused(400, "INVALID_PARAMETER_VALUE", "too much at once");
        }
        for (Service.Param one : asked.getParamsList()) {
            String before = run.parameters.putIfAbsent(checked(one.getKey()), one.getValue());
            if (before != null && !before.equals(one.getValue())) {
                throw new Refused(400, "INVALID_PARAMETER_VALUE", "changed " + one.getKey());
            }
        }
        for (Service.Metric one : asked.getMetricsList()) {
            checked(one.getKey());
            run.metrics.add(one);
        }
        return Service.LogBatch.Response.newBuilder();
    }

    private static String checked(String name) throws Refused {
        if (!NAME.matcher(name).matches() || name.length() > 250) {
            throw new Refused(400, "INVALID_PARAMETER_VALUE", "name " + name);
        }
        return name;
    }

    private MessageOrBuilder update(Service.UpdateRun.Builder asked) throws Refused {
        Stored run = stored(asked.getRunId());
        run.info.setStatus(asked.getStatus()).setEndTime(asked.getEndTime());
        return Service.UpdateRun.Response.newBuilder().setRunInfo(run.info);
    }

    private MessageOrBuilder history(String id, String key) throws Refused {
        return Service.GetMetricHistory.Response.newBuilder()
                .addAllMetrics(stored(id).metrics.stream()
                        .filter(metric -> metric.getKey().equals(key))
                        .toList());
    }

    private Stored stored(String id) throws Refused {
        Stored run = runs.get(id);
        if (run == null) {
            throw new Refused(404, "RESOURCE_DOES_NOT_EXIST", "no run " + id);
        }
        return run;
    }
}
