/** Stage 6: tell those concerned, at least once, after the commit. */
@NullMarked
package io.tillback.notice;

import org.jspecify.annotations.NullMarked;
