/** Offenders that look like classes of {@code service}. */
@NullMarked
package io.tillback.offenders.service;

import org.jspecify.annotations.NullMarked;
