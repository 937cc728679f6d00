/** The store hook in the server, in the sample store. */
@NullMarked
package io.tillback.hook;

import org.jspecify.annotations.NullMarked;
