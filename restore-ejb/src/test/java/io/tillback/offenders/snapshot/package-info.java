/** Offenders that look like classes of {@code snapshot}. */
@NullMarked
package io.tillback.offenders.snapshot;

import org.jspecify.annotations.NullMarked;
