/** Edge: REST under {@code /tillback/api/v1}; translates and decides nothing. */
@NullMarked
package io.tillback.web.rest;

import org.jspecify.annotations.NullMarked;
