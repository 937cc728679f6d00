/** Stage 5: do what was previewed, whole or not at all. */
@NullMarked
package io.tillback.apply;

import org.jspecify.annotations.NullMarked;
