/** What the hook does, without a server; the sample store shows it within one. */
@NullMarked
package io.tillback.hook;

import org.jspecify.annotations.NullMarked;
