/** Offenders that look like classes of {@code journal}. */
@NullMarked
package io.tillback.offenders.journal;

import org.jspecify.annotations.NullMarked;
