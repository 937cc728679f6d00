/** Keeps the store from writing to a table, or to one seller's rows of it, for a time. */
@NullMarked
package io.tillback.freeze;

import org.jspecify.annotations.NullMarked;
