/** What the store hears of restores, by way of the store hook. */
@NullMarked
package io.tillback.shop.restores;

import org.jspecify.annotations.NullMarked;
