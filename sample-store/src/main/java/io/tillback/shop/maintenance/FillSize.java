package io.tillback.shop.maintenance;

import io.tillback.shop.web.Refusal;
import org.jspecify.annotations.Nullable;

/** How many rows to fill the store with, and what decides them; what is left out has its default. */
public record FillSize(
        @Nullable Long sellers,
        @Nullable Long products,
        @Nullable Long orders,
        @Nullable Long seed) {

    private static final long MOST = 50_000_000;

    long sellerCount() {
        return count("sellers", sellers, 200);
    }

    long productCount() {
        return count("products", products, 20_000);
    }

    long orderCount() {
        return count("orders", orders, 200_000);
    }

    long seedNumber() {
        return seed == null ? 20_081 : seed;
    }

    private static long count(String name, @Nullable Long given, long otherwise) {
        long count = given == null ? otherwise : given;
        if (count < 1 || count > MOST) {
            throw Refusal.badRequest("Cannot fill the store with " + count + " " + name + ": it is from 1 to " + MOST);
        }
        return count;
    }
}
