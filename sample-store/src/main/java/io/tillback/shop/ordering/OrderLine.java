package io.tillback.shop.ordering;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.math.BigDecimal;

@Embeddable
@SuppressWarnings("NullAway.Init") // EclipseLink sets the fields.
class OrderLine {

    @Column(name = "line_no")
    private int lineNo;

    @Column(name = "product_id")
    private long productId;

    private int quantity;

    @Column(name = "unit_price")
    private BigDecimal unitPrice;

    protected OrderLine() {}

    OrderLine(int lineNo, long productId, int quantity, BigDecimal unitPrice) {
        this.lineNo = lineNo;
        this.productId = productId;
        this.quantity = quantity;
        this.unitPrice = unitPrice;
    }

    BigDecimal total() {
        return unitPrice.multiply(BigDecimal.valueOf(quantity));
    }

    Receipt.Line receipt() {
        return new Receipt.Line(lineNo, productId, quantity, unitPrice);
    }
}
