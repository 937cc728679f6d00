package io.tillback.benchmark;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table.
 *
 * @param key as the ask names it
 * @param ours median, in the unit
 * @param beside median of what stands beside it; null where the ask names nothing
 * @param ratio ours divided by beside
 * @param ask what the figure is held against
 * @param bound the ask as a number
 * @param runs of each side
 * @param details what was found out on the way, one sentence each
 */
record Measured(
        String key,
        double ours,
        @Nullable Double beside,
        @Nullable Double ratio,
        String ask,
        Bound bound,
        String unit,
        int runs,
        List<String> details) {
    Measured {
        details = List.copyOf(details);
    }

    /** How a figure is held against the ask. */
    sealed interface Bound {
        boolean isMet(double ours, double ratio);

        record Limit(Of of, Side side, double limit) implements Bound {
            @Override
            public boolean isMet(double ours, double ratio) {
                double figure = of == Of.OURS ? ours : ratio;
                return side == Side.AT_MOST ? figure <= limit : figure >= limit;
            }
        }

        record Both(Bound one, Bound other) implements Bound {
            @Override
            public boolean isMet(double ours, double ratio) {
                return one.isMet(ours, ratio) && other.isMet(ours, ratio);
            }
        }

        enum Of {
            OURS,
            RATIO
        }

        enum Side {
            AT_MOST,
            AT_LEAST
        }

        static Bound ratioAtMost(double limit) {
            return new Limit(Of.RATIO, Side.AT_MOST, limit);
        }

        static Bound ratioAtLeast(double limit) {
            return new Limit(Of.RATIO, Side.AT_LEAST, limit);
        }

        static Bound oursAtMost(double limit) {
            return new Limit(Of.OURS, Side.AT_MOST, limit);
        }

        default Bound and(Bound other) {
            return new Both(this, other);
        }
    }

    boolean isMet() {
        return bound.isMet(ours, ratio == null ? ours : ratio);
    }

    /** For the terminal. */
    String inShort() {
        String others = beside == null || ratio == null
                ? ""
                : ", beside %s, ratio %s".formatted(Runs.number(beside), Runs.number(ratio));
        return "%s: %s %s%s (asked: %s)".formatted(key, Runs.number(ours), unit, others, ask);
    }

    static double median(List<Double> figures) {
        double[] sorted = figures.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
