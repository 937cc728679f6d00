package io.tillback.shop.ordering;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** An order as its buyer sees it. */
public record Receipt(
        long id,
        long sellerId,
        String buyerEmail,
        String status,
        Instant placedAt,
        BigDecimal total,
        List<Line> lines) {

    /** One product of an order. */
    public record Line(int lineNo, long productId, int quantity, BigDecimal unitPrice) {}
}
