/** The sample data, checked in a real PostgreSQL. */
@NullMarked
package io.tillback.shop.maintenance;

import org.jspecify.annotations.NullMarked;
