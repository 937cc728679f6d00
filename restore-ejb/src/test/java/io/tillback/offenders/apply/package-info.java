/** Offenders that look like classes of {@code apply}. */
@NullMarked
package io.tillback.offenders.apply;

import org.jspecify.annotations.NullMarked;
