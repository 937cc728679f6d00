/** The application server, the browser and what Arquillian needs to test inside that server. */
@NullMarked
package io.tillback.running;

import org.jspecify.annotations.NullMarked;
