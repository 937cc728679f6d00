/** Edge: COPY, which JDBC has no form for, through pgjdbc. */
@NullMarked
package io.tillback.jdbc.postgresql;

import org.jspecify.annotations.NullMarked;
