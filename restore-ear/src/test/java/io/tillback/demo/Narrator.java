package io.tillback.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** Tells the steps as they happen, each with how long it took. */
final class Narrator {
    private static final int WIDTH = 68;

    private final PrintStream out;
    private int steps;

    Narrator(PrintStream out) {
        this.out = out;
    }

    void title(String text) {
        out.println();
        out.println(text);
        out.println("=".repeat(text.length()));
    }

    /** Runs a step and says what came of it. */
    <T> T step(String what, Supplier<T> work) {
        steps++;
        String line = "%2d  %s".formatted(steps, what);
        out.print(line + " " + ".".repeat(Math.max(3, WIDTH - line.length())) + " ");
        out.flush();
        long began = System.nanoTime();
        T result = work.get();
        out.println(seconds(Duration.ofNanos(System.nanoTime() - began)));
        return result;
    }

    void step(String what, Runnable work) {
        step(what, () -> {
            work.run();
            return true;
        });
    }

    void say(String text) {
        out.println("      " + text);
    }

    void blank() {
        out.println();
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%6.1f s", duration.toMillis() / 1000.0);
    }
}
