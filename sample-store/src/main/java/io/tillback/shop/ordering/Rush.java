package io.tillback.shop.ordering;

import io.tillback.shop.web.Refusal;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Many orders in a short time, each placed as a single one would be. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@SuppressWarnings("NullAway.Init") // The container sets the fields.
public class Rush {

    private static final int ORDERS_IN_A_TRANSACTION = 50;

    @PersistenceContext(unitName = "shop")
    private EntityManager entities;

    @Inject
    private Cashier cashier;

    /** How many orders a rush has placed, and the lowest and highest id; other buyers' may lie between. */
    public record Placed(int orders, long firstOrderId, long lastOrderId) {}

    /** Places {@code count} orders; the same seed in the same store gives the same baskets. */
    public Placed place(int count, long seed) {
        List<Object[]> offers = entities.createQuery(
                        "SELECT p.id, p.seller.id FROM Product p WHERE p.active = TRUE ORDER BY p.seller.id, p.id",
                        Object[].class)
                .getResultList();
        if (offers.isEmpty()) {
            throw Refusal.conflict("Cannot place orders: the store sells nothing");
        }
        var buyers = new Buyers(new SplittableRandom(seed), column(offers, 0), column(offers, 1));
        var ids = new LongSummaryStatistics();
        for (int placed = 0; placed < count; placed += ORDERS_IN_A_TRANSACTION) {
            int size = Math.min(ORDERS_IN_A_TRANSACTION, count - placed);
            List<Receipt> receipts =
                    cashier.place(Stream.generate(buyers::next).limit(size).toList());
            receipts.forEach(receipt -> ids.accept(receipt.id()));
        }
        return new Placed(count, ids.getMin(), ids.getMax());
    }

    private static List<Long> column(List<Object[]> rows, int column) {
        return rows.stream().map(row -> (Long) row[column]).toList();
    }
}
