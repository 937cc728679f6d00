package io.tillback.shop.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BuyersTest {

    private static final List<Long> PRODUCTS = LongStream.range(0, 100).boxed().toList();
    private static final List<Long> SELLERS =
            PRODUCTS.stream().map(product -> product / 10).toList();

    @Test
    void the_same_seed_fills_the_same_baskets() {
        assertThat(baskets(3)).isEqualTo(baskets(3)).isNotEqualTo(baskets(4));
    }

    @Test
    void a_basket_holds_products_of_one_seller_and_each_of_them_once() {
        assertThat(baskets(3)).allSatisfy(basket -> {
            List<Long> products =
                    basket.items().stream().map(Basket.Item::product).toList();
            assertThat(products).doesNotHaveDuplicates().hasSizeBetween(1, 8);
            assertThat(products).allMatch(product -> Long.valueOf(product / 10).equals(basket.sellerId()));
        });
    }

    private static List<Basket> baskets(long seed) {
        var buyers = new Buyers(new SplittableRandom(seed), PRODUCTS, SELLERS);
        return Stream.generate(buyers::next).limit(1_000).toList();
    }
}
