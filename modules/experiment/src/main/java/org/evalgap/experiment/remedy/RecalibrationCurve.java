package org.evalgap.experiment.remedy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.data.tools.Stopwatch;
import org.evalgap.experiment.training.TrainingWalk;
import org.evalgap.nn.Network;
import org.evalgap.nn.Pass;
import org.evalgap.nn.Recalibration.Estimator;
import org.evalgap.nn.Recalibration;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.State;

/**
 * Running statistics after more and more training images, from one walk: what BatchNorm measures of a batch does not
 * depend on them. The network is not changed.
 */
final class RecalibrationCurve {

    private final Network network;
    private final Mode mode;
    private final int domains;

    /**
     * @param dropout whether dropout drops during the walk
     * @param domains input domains: 1 or 2
     */
    RecalibrationCurve(Network network, boolean dropout, int domains) {
        this.network = network;
        this.mode = new Mode(Mode.Statistics.BATCH, dropout);
        this.domains = domains;
    }

    /**
     * Where the statistics stand after some images.
     *
     * @param images training images used
     * @param cumulative the network's state with the plain average over batches
     * @param population the network's state with the population estimate
     * @param seconds time since the walk began
     */
    record Point(int images, State cumulative, State population, double seconds) {
        State state(Estimator estimator) {
            return estimator == Estimator.CUMULATIVE ? cumulative : population;
        }
    }

    /**
     * The points of a walk.
     *
     * @param all over batches of all input domains: after each of the numbers asked for, and after all images
     * @param domains over the batches of each input domain alone, after all images; empty with one domain
     */
    record Points(List<Point> all, List<Point> domains) {}

    /** @param samples numbers of images after which there is a point, rounded up to whole batches */
    Points walk(TrainingWalk walk, List<Integer> samples, SplitMix64 dropout) {
        Collector collector = new Collector(samples, dropout);
        try {
            walk.forEach(collector);
            return collector.points();
        } finally {
            collector.passes.values().forEach(Pass::close);
        }
    }

    private final class Collector implements TrainingWalk.Visitor {
        private final Map<Integer, Pass> passes = new HashMap<>();
        private final TreeSet<Integer> open;
        private final SplitMix64 dropout;
        private final Recalibration all = new Recalibration(network);
        private final List<Recalibration> ofDomain = IntStream.range(0, domains)
                .mapToObj(domain -> new Recalibration(network))
                .toList();
        private final int[] imagesOfDomain = new int[domains];
        private final List<Point> points = new ArrayList<>();
        private final Stopwatch stopwatch = new Stopwatch();
        private int images;

        Collector(List<Integer> samples, SplitMix64 dropout) {
            open = new TreeSet<>(samples);
            this.dropout = dropout;
        }

        @Override
        public void batch(float[] pixels, int size, int domain) {
            if (open.isEmpty()) {
                return;
            }
            Pass pass = passes.computeIfAbsent(size, n -> network.forwardPass(n, mode));
            pass.forward(pixels, dropout);
            all.add(pass);
            ofDomain.get(domain).add(pass);
            images += size;
            imagesOfDomain[domain] += size;
            if (images >= open.first()) {
                points.add(point(all, images));
                open.headSet(images, true).clear();
            }
        }

        private Point point(Recalibration recalibration, int count) {
            double seconds = stopwatch.seconds();
            return new Point(
                    count,
                    state(recalibration, Estimator.CUMULATIVE),
                    state(recalibration, Estimator.POPULATION),
                    seconds);
        }

        private State state(Recalibration recalibration, Estimator estimator) {
            return Undo.after(network, () -> {
                recalibration.apply(estimator);
                return network.state();
            });
        }

        Points points() {
            boolean ended = !points.isEmpty() && points.get(points.size() - 1).images() == images;
            if (!open.isEmpty() && images > 0 && !ended) {
                points.add(point(all, images));
            }
            List<Point> own = new ArrayList<>();
            for (int domain = 0; domain < domains && domains > 1; domain++) {
                if (imagesOfDomain[domain] > 0) {
                    own.add(point(ofDomain.get(domain), imagesOfDomain[domain]));
                }
            }
            return new Points(List.copyOf(points), List.copyOf(own));
        }
    }
}
