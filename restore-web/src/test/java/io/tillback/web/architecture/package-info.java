/** What the web module may see of the engine, proved on its classes and on offenders. */
@NullMarked
package io.tillback.web.architecture;

import org.jspecify.annotations.NullMarked;
