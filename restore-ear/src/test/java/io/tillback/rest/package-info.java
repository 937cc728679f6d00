/** The REST interface of the running server, as clients meet it. */
@NullMarked
package io.tillback.rest;

import org.jspecify.annotations.NullMarked;
