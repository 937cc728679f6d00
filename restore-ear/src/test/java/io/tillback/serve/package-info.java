/** The packaged server on a database of the operator's own: {@code ./mvnw -Pserve verify}. */
@NullMarked
package io.tillback.serve;

import org.jspecify.annotations.NullMarked;
