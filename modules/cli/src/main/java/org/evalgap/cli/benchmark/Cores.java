package org.evalgap.cli.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several networks at once, each in a thread of its own, as trials run on the cores of an executor. */
final class Cores {

    private Cores() {}

    /** Rates of all threads together. */
    static Rates.Rate measure(Rates.Case measured, int threads, double seconds) throws InterruptedException {
        CyclicBarrier start = new CyclicBarrier(threads);
        Callable<Rates.Rate> one = () -> {
            try (EngineBenchmark benchmark = new EngineBenchmark(measured.norm(), measured.batchSize())) {
                // The first calls run in the interpreter.
                benchmark.trainRate(seconds / 2);
                benchmark.evalRate(seconds / 4);
                start.await();
                double train = benchmark.trainRate(seconds);
                start.await();
                return new Rates.Rate(train, benchmark.evalRate(seconds));
            }
        };
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Rates.Rate>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(one);
            }
            double train = 0;
            double eval = 0;
            for (Future<Rates.Rate> rate : executor.invokeAll(all)) {
                train += rate.get().train();
                eval += rate.get().eval();
            }
            return new Rates.Rate(train, eval);
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot measure " + measured, e.getCause());
        } finally {
            executor.shutdownNow();
        }
    }
}
