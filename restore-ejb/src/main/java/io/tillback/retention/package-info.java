/** When snapshots are taken, which are kept, and why. */
@NullMarked
package io.tillback.retention;

import org.jspecify.annotations.NullMarked;
