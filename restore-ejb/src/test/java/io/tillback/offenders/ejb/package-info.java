/** Offenders that look like classes of {@code ejb}. */
@NullMarked
package io.tillback.offenders.ejb;

import org.jspecify.annotations.NullMarked;
