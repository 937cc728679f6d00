/** PostgreSQL 14 to 18, as SQL text. */
@NullMarked
package io.tillback.dialect.postgresql;

import org.jspecify.annotations.NullMarked;
