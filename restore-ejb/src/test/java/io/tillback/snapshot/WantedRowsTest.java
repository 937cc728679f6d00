package io.tillback.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WantedRowsTest {
    private static final KeyFilter EXACT = new KeyFilter.Numbers("");

    private static Column column(String name, String type) {
        return new Column(
                new ColumnName(name), type, Column.Nulls.REFUSED, Column.Origin.WRITTEN, Column.Order.ORDERED);
    }

    private static TableShape table(List<String> key, Column... columns) {
        return new TableShape(
                new TableId("shop", "t"),
                TableShape.Kind.PLAIN,
                List.of(columns),
                key.stream().map(ColumnName::new).toList(),
                List.of(),
                List.of());
    }

    private static final TableShape NUMBERED = table(List.of("id"), column("note", "text"), column("id", "bigint"));

    private static List<String> pick(TableShape table, KeyFilter filter, String csv, RowKey... wanted) {
        byte[] bytes = csv.getBytes(StandardCharsets.UTF_8);
        List<String> picked = new ArrayList<>();
        WantedRows.of(table, List.of(wanted))
                .pick(
                        new Chunk(0, 1, 1, bytes.length, "", filter),
                        bytes,
                        row -> picked.add(
                                StandardCharsets.UTF_8.decode(row.duplicate()).toString()));
        return picked;
    }

    @Test
    void the_wanted_rows_of_a_chunk_are_picked_and_no_others() {
        String csv = "a,1\n\"b, \n\"\"2\"\"\",2\n,-3\nd,22\n";

        assertThat(pick(NUMBERED, EXACT, csv, RowKey.of("2"), RowKey.of("-3"), RowKey.of("4")))
                .containsExactly("\"b, \n\"\"2\"\"\",2\n", ",-3\n");
    }

    @Test
    void a_key_of_several_columns_is_compared_in_its_own_order_and_without_its_quotes() {
        TableShape table = table(List.of("b", "a"), column("a", "text"), column("n", "integer"), column("b", "text"));
        String csv = "\"x \"\"y\"\"\",1,z\nz,2,\"x \"\"y\"\"\"\n\"x\",3,\"\"\n";

        assertThat(pick(table, EXACT, csv, RowKey.of("x \"y\"", "z"))).containsExactly("z,2,\"x \"\"y\"\"\"\n");
        assertThat(pick(table, EXACT, csv, RowKey.of("", "x"))).containsExactly("\"x\",3,\"\"\n");
    }

    @Test
    void what_is_no_whole_number_is_in_no_table_of_whole_numbers() {
        Manifest.Stored stored = new Manifest.Stored("key", 1, "");
        Manifest.Part part =
                new Manifest.Part(1, 2, 1, stored, stored, Optional.of(new Manifest.KeyRange(-5, 9)), Optional.empty());

        assertThat(WantedRows.of(NUMBERED, List.of(RowKey.of("nine"), RowKey.of("99999999999999999999")))
                        .mayBeIn(part))
                .isFalse();
        assertThat(pick(NUMBERED, EXACT, "a,1\n", RowKey.of("one"))).isEmpty();
    }

    @Test
    void every_row_is_picked_where_equal_keys_may_be_printed_differently() {
        assertThat(pick(NUMBERED, new KeyFilter.None(), "a,1.0\nb,2\n", RowKey.of("1")))
                .containsExactly("a,1.0\nb,2\n");
    }

    @Test
    void a_part_is_passed_over_whose_keys_all_lie_outside() {
        Manifest.Stored stored = new Manifest.Stored("key", 1, "");
        Manifest.Part part =
                new Manifest.Part(1, 2, 1, stored, stored, Optional.of(new Manifest.KeyRange(-5, 9)), Optional.empty());
        Manifest.Part unsaid = new Manifest.Part(1, 2, 1, stored, stored, Optional.empty(), Optional.empty());

        assertThat(WantedRows.of(NUMBERED, List.of(RowKey.of("-6"), RowKey.of("10")))
                        .mayBeIn(part))
                .isFalse();
        assertThat(WantedRows.of(NUMBERED, List.of(RowKey.of("10"), RowKey.of("-5")))
                        .mayBeIn(part))
                .isTrue();
        assertThat(WantedRows.of(NUMBERED, List.of(RowKey.of("9"))).mayBeIn(part))
                .isTrue();
        assertThat(WantedRows.of(NUMBERED, List.of(RowKey.of("10"))).mayBeIn(unsaid))
                .isTrue();
    }
}
