package io.tillback.shop.ordering;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes up baskets as buyers fill them: mostly one line, rarely more than three, older products more often. */
final class Buyers {

    private static final List<String> NAMES =
            List.of("ada", "ben", "carla", "deniz", "emil", "fatima", "george", "hanna");

    private final RandomGenerator random;
    private final List<Long> products;
    private final List<Long> sellers;

    /**
     * @param random decides everything
     * @param products all that is for sale, sorted by seller
     * @param sellers the seller of each of them
     */
    Buyers(RandomGenerator random, List<Long> products, List<Long> sellers) {
        this.random = random;
        this.products = products;
        this.sellers = sellers;
    }

    Basket next() {
        int first = (int) (products.size() * Math.pow(random.nextDouble(), 1.5));
        List<Basket.Item> lines = new ArrayList<>();
        for (int i = first; lines.isEmpty() || wantsMore(first, i, lines.size()); i++) {
            lines.add(new Basket.Item(products.get(i), random.nextDouble() < 0.92 ? 1 : random.nextInt(2, 6)));
        }
        String buyer = NAMES.get(random.nextInt(NAMES.size())) + random.nextInt(10_000) + "@buyers.example";
        return new Basket(sellers.get(first), buyer, lines);
    }

    // One order is of one seller.
    private boolean wantsMore(int first, int next, int lines) {
        return lines < 8
                && next < products.size()
                && sellers.get(next).equals(sellers.get(first))
                && random.nextDouble() < 0.3;
    }
}
