/** SPI: where objects live. */
@NullMarked
package io.tillback.storage;

import org.jspecify.annotations.NullMarked;
