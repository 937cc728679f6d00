/** The console: beans that translate between pages and the engine's facades. */
@NullMarked
package io.tillback.web.faces;

import org.jspecify.annotations.NullMarked;
