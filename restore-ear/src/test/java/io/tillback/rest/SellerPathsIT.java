package io.tillback.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What foreign keys propose for tables whose rows have no way to a seller. */
class SellerPathsIT {
    private static final String ODD = "shop.\"a -> b; \"\"c\"\"\"(\"the order's id\") -> shop.orders(seller_id)";

    @Test
    void tables_without_a_path_get_the_shortest_that_their_foreign_keys_make() {
        SharedServer.update("""
                CREATE TABLE shop."a -> b; ""c\""" (id int PRIMARY KEY, "the order's id" bigint REFERENCES shop.orders)
                """);
        SharedServer.update("""
                CREATE TABLE shop.transfer (id int PRIMARY KEY, giver bigint REFERENCES shop.seller,
                                            taker bigint REFERENCES shop.seller)
                """);

        JsonNode paths = SharedServer.as("auditor").http().get("seller-paths");
        SharedServer.update("DROP TABLE shop.\"a -> b; \"\"c\"\"\"");
        SharedServer.update("DROP TABLE shop.transfer");

        assertThat(texts(paths.get("configured"))).contains("shop.order_line(order_id) -> shop.orders(seller_id)");
        assertThat(proposed(paths, "sign_in")).containsExactly("shop.sign_in(seller_id)");
        assertThat(proposed(paths, "a -> b; \"c\"")).containsExactly(ODD);
        assertThat(proposed(paths, "transfer")).containsExactly("shop.transfer(giver)", "shop.transfer(taker)");
        assertThat(paths.get("unreached").findValuesAsText("name")).contains("tag");
        assertThat(paths.get("properties").asText())
                .contains("# choose: shop.transfer(giver)\n", "shop.sign_in(seller_id)", ODD);
    }

    @Test
    void a_seller_of_the_store_is_not_told_how_it_is_built() {
        assertThat(SharedServer.as("seller-1").http().tryGet("seller-paths").status())
                .isEqualTo(403);
    }

    private static List<String> proposed(JsonNode paths, String table) {
        for (JsonNode proposal : paths.get("proposed")) {
            if (proposal.at("/table/name").asText().equals(table)) {
                return texts(proposal.get("paths"));
            }
        }
        return List.of();
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
