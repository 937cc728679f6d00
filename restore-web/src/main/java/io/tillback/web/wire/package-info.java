/** Edge: the JSON of the REST interface, as records, and its way to and from the engine's values. */
@NullMarked
package io.tillback.web.wire;

import org.jspecify.annotations.NullMarked;
