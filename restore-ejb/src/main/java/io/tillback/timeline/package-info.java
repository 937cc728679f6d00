/** Stage 3: the state of a table at a moment, staged inside the database. */
@NullMarked
package io.tillback.timeline;

import org.jspecify.annotations.NullMarked;
