package io.tillback.shop.ordering;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

// Order is a word of JPQL.
@Entity(name = "PlacedOrder")
@Table(schema = "shop", name = "orders")
@SuppressWarnings("NullAway.Init") // EclipseLink sets the fields.
class Order {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;

    @Column(name = "seller_id")
    private long sellerId;

    @Column(name = "buyer_email")
    private String buyerEmail;

    private String status;

    @Column(name = "placed_at")
    private Instant placedAt;

    private BigDecimal total;

    @ElementCollection
    @CollectionTable(schema = "shop", name = "order_line", joinColumns = @JoinColumn(name = "order_id"))
    @OrderBy("lineNo")
    private List<OrderLine> lines;

    protected Order() {}

    Order(long sellerId, String buyerEmail, Instant placedAt, List<OrderLine> lines) {
        this.sellerId = sellerId;
        this.buyerEmail = buyerEmail;
        this.status = "paid";
        this.placedAt = placedAt;
        this.lines = new ArrayList<>(lines);
        this.total = lines.stream().map(OrderLine::total).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    Receipt receipt() {
        return new Receipt(
                id,
                sellerId,
                buyerEmail,
                status,
                placedAt,
                total,
                lines.stream().map(OrderLine::receipt).toList());
    }
}
