/** Incidents that happened, replayed in the running server from the damage to the proof. */
@NullMarked
package io.tillback.incident;

import org.jspecify.annotations.NullMarked;
