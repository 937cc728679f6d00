/** The console as people see it: a real browser on the running server. Its screenshots are there to be looked at. */
@NullMarked
package io.tillback.browser;

import org.jspecify.annotations.NullMarked;
