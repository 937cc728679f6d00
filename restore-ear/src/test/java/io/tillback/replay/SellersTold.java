package io.tillback.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.Http;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What an incident's restore has told the sellers: each concerned their own rows, the others nothing. */
final class SellersTold {
    /** Who signs in as seller-1. */
    private static final String FIRST = "1";

    private final RecordedStore recorded;
    private final String restore;
    private final String table;

    private SellersTold(RecordedStore recorded, String restore, String table) {
        this.recorded = recorded;
        this.restore = restore;
        this.table = table;
    }

    /** @param table of the store, with a column seller_id, the only one that was restored */
    static void requireEachTheirOwn(RecordedStore recorded, JsonNode restore, String table) throws SQLException {
        new SellersTold(recorded, restore.get("id").asText(), table).require();
    }

    private void require() throws SQLException {
        Map<String, Set<String>> written = written();
        Map<String, String> counts = new TreeMap<>();
        written.forEach((seller, keys) -> counts.put(seller, String.valueOf(keys.size())));
        assertThat(recorded.pairs("""
                        SELECT n.seller, string_agg((t.created + t.changed + t.removed)::text, ' and ')
                        FROM tillback.seller_notice n
                        JOIN tillback.seller_notice_table t ON t.notice = n.number
                        WHERE n.restore = '%s'
                        GROUP BY n.seller
                        """.formatted(restore)))
                .as("one notice for each seller concerned, with as many rows as are theirs")
                .isEqualTo(counts);
        requireRead(written.getOrDefault(FIRST, Set.of()));
    }

    /** The keys that the restore wrote, by the seller whose they are in the store. */
    private Map<String, Set<String>> written() throws SQLException {
        Map<String, String> sellers = recorded.pairs("SELECT id::text, seller_id::text FROM shop." + table);
        Map<String, Set<String>> written = new HashMap<>();
        recorded.operator()
                .http()
                .get("restores/%s/rows?schema=shop&table=%s&limit=10000".formatted(restore, table))
                .get("rows")
                .forEach(row -> {
                    String key = row.at("/key/0").asText();
                    written.computeIfAbsent(sellers.getOrDefault(key, ""), seller -> new TreeSet<>())
                            .add(key);
                });
        return written;
    }

    private void requireRead(Set<String> own) throws SQLException {
        Http seller = recorded.as("seller-1").http();
        String notice =
                recorded.ask("SELECT id::text FROM tillback.seller_notice WHERE restore = '%s' AND seller = '%s'"
                        .formatted(restore, FIRST));
        assertThat(notice.isEmpty()).isEqualTo(own.isEmpty());
        assertThat(seller.get("my/notices").get("notices").findValuesAsText("id"))
                .containsExactlyInAnyOrderElementsOf(recorded.pairs(
                                "SELECT id::text, '' FROM tillback.seller_notice WHERE seller = '%s'".formatted(FIRST))
                        .keySet());
        if (own.isEmpty()) {
            return;
        }
        Set<String> read = new TreeSet<>();
        seller.get("my/notices/%s/rows?schema=shop&table=%s&limit=500".formatted(notice, table))
                .get("rows")
                .forEach(row -> {
                    if (!row.get("was").asText().equals("kept")) {
                        read.add(row.at("/key/0").asText());
                    }
                });
        assertThat(read).as("what seller 1 reads").isEqualTo(own);
    }
}
