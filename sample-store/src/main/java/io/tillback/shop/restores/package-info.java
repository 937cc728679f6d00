/** What the store hears of restores and alerts, by way of the store hook. */
@NullMarked
package io.tillback.shop.restores;

import org.jspecify.annotations.NullMarked;
