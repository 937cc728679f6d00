/** Stage 1: take a consistent copy, describe it, read it back. */
@NullMarked
package io.tillback.snapshot;

import org.jspecify.annotations.NullMarked;
