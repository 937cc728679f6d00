/** Measures the engine beside what an operator would do without it, on the same data, in turns. */
@NullMarked
package io.tillback.benchmark;

import org.jspecify.annotations.NullMarked;
