package org.evalgap.spark.passes;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.evalgap.checkup.pass.SliceWorker;

/** The networks of a process, as many as tasks run beside each other, all of one model: that of the latest task. */
final class WorkerPool {

    private final Deque<SliceWorker> idle = new ArrayDeque<>();
    private String id = "";

    /** A worker that nobody else has until it is given back. */
    SliceWorker take(String model, Supplier<SliceWorker> making) {
        synchronized (this) {
            if (!id.equals(model)) {
                clear();
                id = model;
            }
            if (!idle.isEmpty()) {
                return idle.pop();
            }
        }
        return making.get();
    }

    synchronized void give(String model, SliceWorker worker) {
        if (id.equals(model)) {
            idle.push(worker);
        } else {
            worker.close();
        }
    }

    synchronized void release(String model) {
        if (id.equals(model)) {
            clear();
            id = "";
        }
    }

    private void clear() {
        idle.forEach(SliceWorker::close);
        idle.clear();
    }
}
