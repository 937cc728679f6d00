/**
 * Edge: the JSON of the REST interface, as records, and its way to and from the engine's values.
 *
 * <p>Each component bears {@code @Schema}: the server's OpenAPI leaves out those of a record that do not. What is
 * {@code @Nullable} may be absent, and is never written as null.
 */
@NullMarked
package io.tillback.web.wire;

import org.jspecify.annotations.NullMarked;
