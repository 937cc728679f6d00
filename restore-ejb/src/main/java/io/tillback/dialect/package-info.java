/** SPI: what differs between databases, as SQL text. */
@NullMarked
package io.tillback.dialect;

import org.jspecify.annotations.NullMarked;
