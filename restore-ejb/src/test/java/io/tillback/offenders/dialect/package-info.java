/** Offenders that look like classes of {@code dialect}. */
@NullMarked
package io.tillback.offenders.dialect;

import org.jspecify.annotations.NullMarked;
