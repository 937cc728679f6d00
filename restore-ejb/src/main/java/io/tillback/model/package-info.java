/** What everyone speaks in: immutable values that check themselves. */
@NullMarked
package io.tillback.model;

import org.jspecify.annotations.NullMarked;
