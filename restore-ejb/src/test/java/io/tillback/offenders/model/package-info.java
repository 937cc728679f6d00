/** Offenders that look like classes of {@code model}. */
@NullMarked
package io.tillback.offenders.model;

import org.jspecify.annotations.NullMarked;
