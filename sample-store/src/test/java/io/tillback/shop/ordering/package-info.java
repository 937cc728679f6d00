/** What buyers put into their baskets. */
@NullMarked
package io.tillback.shop.ordering;

import org.jspecify.annotations.NullMarked;
