package io.tillback.benchmark;

import java.util.function.Supplier;

/** Seconds by the wall clock. */
final class Stopwatch {
    private Stopwatch() {}

    static double seconds(Runnable work) {
        long began = System.nanoTime();
        work.run();
        return (System.nanoTime() - began) / 1e9;
    }

    record Timed<T>(T result, double seconds) {}

    static <T> Timed<T> timed(Supplier<T> work) {
        long began = System.nanoTime();
        T result = work.get();
        return new Timed<>(result, (System.nanoTime() - began) / 1e9);
    }
}
