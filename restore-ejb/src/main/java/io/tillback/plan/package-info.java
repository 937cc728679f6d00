/** Stage 4: say what would happen, row by row, and the data gap. Nothing here can write to the store's tables. */
@NullMarked
package io.tillback.plan;

import org.jspecify.annotations.NullMarked;
