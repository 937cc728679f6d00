@NullMarked
package io.tillback.web.rest;

import org.jspecify.annotations.NullMarked;
