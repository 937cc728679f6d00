/** Offenders that look like classes of {@code notice}. */
@NullMarked
package io.tillback.offenders.notice;

import org.jspecify.annotations.NullMarked;
