/** Offenders that look like classes of {@code timeline}. */
@NullMarked
package io.tillback.offenders.timeline;

import org.jspecify.annotations.NullMarked;
