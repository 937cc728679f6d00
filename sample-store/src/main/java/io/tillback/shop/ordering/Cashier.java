package io.tillback.shop.ordering;

import io.tillback.shop.catalog.Offer;
import io.tillback.shop.catalog.Shelf;
import io.tillback.shop.web.Refusal;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Places orders. */
@Stateless
@SuppressWarnings("NullAway.Init") // The container sets the fields.
public class Cashier {

    @PersistenceContext(unitName = "shop")
    private EntityManager entities;

    @Inject
    private Shelf shelf;

    @Inject
    private Clock clock;

    /** Places orders in one transaction: all of them or none. Returns their receipts in the same order. */
    public List<Receipt> place(List<Basket> baskets) {
        List<Order> orders = baskets.stream().map(this::order).toList();
        orders.forEach(entities::persist);
        entities.flush();
        return orders.stream().map(Order::receipt).toList();
    }

    /** Returns the receipt of an order. */
    public Receipt receipt(long id) {
        Order order = entities.find(Order.class, id);
        if (order == null) {
            throw Refusal.notFound("Cannot find order " + id);
        }
        return order.receipt();
    }

    private Order order(Basket basket) {
        List<OrderLine> lines = new ArrayList<>();
        Long seller = basket.sellerId();
        for (Basket.Item item : basket.items()) {
            Offer offer = shelf.offer(item.product());
            seller = seller == null ? Long.valueOf(offer.sellerId()) : seller;
            refuseUnlessSold(offer, seller);
            lines.add(new OrderLine(lines.size() + 1, offer.productId(), item.pieces(), offer.price()));
        }
        // Microseconds, as the database keeps them.
        return new Order(
                Refusal.required(seller, "sellerId"),
                basket.buyer(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                lines);
    }

    private static void refuseUnlessSold(Offer offer, long seller) {
        if (!offer.active()) {
            throw Refusal.conflict("Cannot place the order: product " + offer.productId() + " is no longer sold");
        }
        if (offer.sellerId() != seller) {
            throw Refusal.badRequest("Cannot place the order: product " + offer.productId() + " is sold by seller "
                    + offer.sellerId() + ", not by " + seller);
        }
    }
}
