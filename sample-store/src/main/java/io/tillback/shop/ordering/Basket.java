package io.tillback.shop.ordering;

import static io.tillback.shop.web.Refusal.required;

import io.tillback.shop.web.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a buyer sends to place an order.
 *
 * @param sellerId the seller of all its products; may be left out
 */
public record Basket(
        @Nullable Long sellerId,
        @Nullable String buyerEmail,
        @Nullable List<Item> lines) {

    /** So many of one product. */
    public record Item(@Nullable Long productId, @Nullable Integer quantity) {

        long product() {
            return required(productId, "productId");
        }

        int pieces() {
            int pieces = required(quantity, "quantity");
            if (pieces < 1) {
                throw Refusal.badRequest("Cannot place the order: its quantity is " + pieces);
            }
            return pieces;
        }
    }

    String buyer() {
        return required(buyerEmail, "buyerEmail");
    }

    List<Item> items() {
        List<Item> items = required(lines, "lines");
        if (items.isEmpty()) {
            throw Refusal.badRequest("Cannot place the order: it has no lines");
        }
        return items;
    }
}
