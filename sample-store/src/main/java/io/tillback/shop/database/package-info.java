/** The schema of the store, and its persistence unit. */
@NullMarked
package io.tillback.shop.database;

import org.jspecify.annotations.NullMarked;
