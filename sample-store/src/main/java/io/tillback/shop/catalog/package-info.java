/** What is sold: sellers, products, and the tags and campaigns that show them to buyers. */
@NullMarked
package io.tillback.shop.catalog;

import org.jspecify.annotations.NullMarked;
