package org.evalgap.output;

import java.time.Instant;

/**
 * Progress as Prometheus reads it: its text format, version 0.0.4, of which node_exporter's textfile collector takes files.
 * Every figure is a gauge with the study's name.
 */
final class PrometheusText {

    private final StringBuilder text = new StringBuilder();
    private final String study;

    private PrometheusText(String study) {
        this.study = study.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    /**
     * All figures of a sweep.
     *
     * @param study its name
     * @param at when they were so
     */
    static String of(String study, Progress progress, Instant at) {
        PrometheusText metrics = new PrometheusText(study);
        metrics.add("trials", "Trials of the study, as far as they are decided on", progress.trials());
        metrics.add("trials_done", "Trials that are published, those of earlier runs among them", progress.done());
        metrics.add("trials_failed", "Trials of this run whose status is not OK", progress.failed());
        metrics.add("predicted_seconds", "Predicted cost of all trainings of this run", progress.predictedSeconds());
        metrics.add(
                "predicted_seconds_done",
                "Predicted cost of those trainings that are done",
                progress.predictedSecondsDone());
        metrics.add("elapsed_seconds", "Time since this run began to train", progress.elapsedSeconds());
        if (progress.canEstimate()) {
            metrics.add("remaining_seconds", "Time left as the pace so far says", progress.remainingSeconds());
        }
        metrics.add(
                "waiting",
                "1 while something keeps the run from training, else 0",
                progress.waitingFor().isEmpty() ? 0 : 1);
        metrics.add("reported_timestamp_seconds", "When the run last said this", at.toEpochMilli() / 1000.0);
        return metrics.text.toString();
    }

    private void add(String name, String help, double value) {
        String metric = "evalgap_" + name;
        text.append("# HELP ").append(metric).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(metric).append(" gauge\n");
        text.append(metric)
                .append("{study=\"")
                .append(study)
                .append("\"} ")
                .append(value)
                .append('\n');
    }
}
