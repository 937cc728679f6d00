/** Stage 2: each row change of a protected table is recorded in a companion table, and moments are kept. */
@NullMarked
package io.tillback.journal;

import org.jspecify.annotations.NullMarked;
