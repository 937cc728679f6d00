/** Offenders that look like classes of {@code plan}. */
@NullMarked
package io.tillback.offenders.plan;

import org.jspecify.annotations.NullMarked;
