package io.tillback.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.model.SellerPath.Step;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SellerPathTest {
    private static Step step(String schema, String table, String... columns) {
        return new Step(
                new TableId(schema, table),
                List.of(columns).stream().map(ColumnName::new).toList());
    }

    @Test
    void paths_are_read_step_by_step() {
        assertThat(SellerPath.parseAll(
                        "shop.product(seller_id); shop.order_line(order_id, region) -> shop.orders(seller_id);"))
                .extracting(SellerPath::steps)
                .containsExactly(
                        List.of(step("shop", "product", "seller_id")),
                        List.of(step("shop", "order_line", "order_id", "region"), step("shop", "orders", "seller_id")));
    }

    @Test
    void quoted_names_hold_any_character() {
        assertThat(SellerPath.parseAll("\"Sho.p\".\"a -> b; \"\"c\"\"\"( \"x, y\" ,größe )-> s.t(id)"))
                .extracting(SellerPath::steps)
                .containsExactly(List.of(step("Sho.p", "a -> b; \"c\"", "x, y", "größe"), step("s", "t", "id")));
    }

    @Test
    void nothing_is_no_path() {
        assertThat(SellerPath.parseAll(" ; ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "product(seller)",
                "shop.product",
                "shop.product(seller) shop.seller(id)",
                "shop.product(seller) ->",
                "shop.product(a, b)",
                "shop.product(a); shop.product(b)",
                "\"shop.product(a)"
            })
    void a_malformed_path_is_refused(String text) {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> SellerPath.parseAll(text));
    }
}
