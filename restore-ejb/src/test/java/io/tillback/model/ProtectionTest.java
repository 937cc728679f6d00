package io.tillback.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.Protection.TableNames;
import io.tillback.model.StoreSchema.Unprotected;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtectionTest {
    @ParameterizedTest(name = "{0} names {1}.{2}: {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    shop.product         | shop  | product      | true
                    shop.product         | Shop  | product      | false
                    shop.*               | shop  | product      | true
                    shop.*               | shopx | product      | false
                    *.*                  | shop  | a.b          | true
                    *.log_*              | audit | log_2026     | true
                    *.log_*              | audit | mylog_2026   | false
                    *.*_log              | audit | order_log    | true
                    *.a*b*c              | s     | a-b-b-c      | true
                    *.a*b*c              | s     | a-c          | false
                    *.ab*bc              | s     | abc          | false
                    "a.b"."c,""d"" e"    | a.b   | c,"d" e      | true
                    shop."*"             | shop  | product      | false
                    shop."*"             | shop  | *            | true
                    shop.a, shop.b       | shop  | b            | true
                    """)
    void a_pattern_names_what_it_looks_like(String patterns, String schema, String table, boolean named) {
        Protection exclude = new Protection(List.of(), TableNames.parse(patterns));

        assertThat(exclude.of(schemaOf(new TableId(schema, table))).tables()).hasSize(named ? 0 : 1);
    }

    @Test
    void what_is_left_out_is_listed_with_the_key_that_leaves_it_out() {
        Protection some = new Protection(TableNames.parse("shop.*"), TableNames.parse("shop.session"));
        TableId product = new TableId("shop", "product");
        StoreSchema schema = schemaOf(product, new TableId("shop", "session"), new TableId("audit", "log"));

        StoreSchema left = some.of(schema);

        assertThat(left.tables()).extracting(TableShape::id).containsExactly(product);
        assertThat(left.unprotected())
                .containsExactly(
                        new Unprotected("table shop.session", "tillback.protect.exclude names it"),
                        new Unprotected("table audit.log", "tillback.protect.include does not name it"));
    }

    private static StoreSchema schemaOf(TableId... tables) {
        return new StoreSchema(
                Stream.of(tables)
                        .map(table -> new TableShape(
                                table, TableShape.Kind.PLAIN, List.of(), List.of(), List.of(), List.of()))
                        .toList(),
                List.of(),
                List.of(),
                List.of());
    }
}
