/** What was bought: orders, placed one by one or in a burst. */
@NullMarked
package io.tillback.shop.ordering;

import org.jspecify.annotations.NullMarked;
