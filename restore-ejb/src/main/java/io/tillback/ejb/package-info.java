/** Edge: transactions, timers, roles, configuration, clock; wires the engine together. */
@NullMarked
package io.tillback.ejb;

import org.jspecify.annotations.NullMarked;
