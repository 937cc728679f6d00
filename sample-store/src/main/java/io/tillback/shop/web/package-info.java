/** What all REST resources share: the root path, the clock and the answers to errors. */
@NullMarked
package io.tillback.shop.web;

import org.jspecify.annotations.NullMarked;
