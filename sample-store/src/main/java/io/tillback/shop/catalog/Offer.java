package io.tillback.shop.catalog;

import java.math.BigDecimal;

/** What an order needs to know of a product: whose it is, what it costs, and whether it is for sale. */
public record Offer(long productId, long sellerId, BigDecimal price, boolean active) {}
