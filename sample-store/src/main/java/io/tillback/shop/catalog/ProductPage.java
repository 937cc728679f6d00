package io.tillback.shop.catalog;

import java.math.BigDecimal;
import java.time.Instant;

/** A product as a buyer sees it. */
public record ProductPage(
        long id,
        long sellerId,
        String sellerName,
        String sku,
        String title,
        String description,
        BigDecimal price,
        String currency,
        String fileName,
        boolean active,
        Instant createdAt,
        Instant updatedAt) {}
