package io.tillback.benchmark;

import java.util.List;

/** Takes figures of both sides in turns. Leaves the data as it found it. */
@FunctionalInterface
interface Measure {
    List<Measured> take(Bench bench);
}
