package io.tillback.benchmark;

import io.tillback.benchmark.Measured.Bound;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The figures of both sides as they come in, in turns. */
final class Runs {
    private final List<Double> ours = new ArrayList<>();
    private final List<Double> beside = new ArrayList<>();
    private final Map<String, List<Double>> steps = new LinkedHashMap<>();

    void ours(double figure) {
        ours.add(figure);
    }

    void beside(double figure) {
        beside.add(figure);
    }

    void steps(Map<String, Duration> times) {
        times.forEach((step, time) ->
                steps.computeIfAbsent(step, first -> new ArrayList<>()).add(time.toNanos() / 1e9));
    }

    double medianOfOurs() {
        return Measured.median(ours);
    }

    double medianOfBeside() {
        return Measured.median(beside);
    }

    Measured measured(String key, String ask, Bound bound, String unit, List<String> details) {
        double median = Measured.median(ours);
        double other = Measured.median(beside);
        List<String> all = new ArrayList<>(details);
        all.add("Ours, run by run: " + list(ours) + ". Beside: " + list(beside) + ".");
        if (!steps.isEmpty()) {
            all.add("Where ours goes, seconds: " + describeSteps() + ".");
        }
        return new Measured(key, median, other, median / other, ask, bound, unit, ours.size(), all);
    }

    private String describeSteps() {
        return steps.entrySet().stream()
                .map(step -> number(Measured.median(step.getValue())) + " " + step.getKey())
                .collect(Collectors.joining("; "));
    }

    private static String list(List<Double> figures) {
        return figures.stream().map(Runs::number).collect(Collectors.joining(", "));
    }

    /** Three digits that say something. */
    static String number(double figure) {
        if (figure >= 100) {
            return String.format(Locale.ROOT, "%.0f", figure);
        }
        return String.format(Locale.ROOT, figure >= 10 ? "%.1f" : figure >= 1 ? "%.2f" : "%.3f", figure);
    }
}
