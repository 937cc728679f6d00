package io.tillback.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.Json;
import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class KeyFiltersTest {
    private static TableShape tableWithKey(String... types) {
        List<Column> columns = new ArrayList<>();
        for (String type : types) {
            columns.add(new Column(
                    new ColumnName("k" + columns.size()),
                    type,
                    Column.Nulls.REFUSED,
                    Column.Origin.WRITTEN,
                    Column.Order.ORDERED));
        }
        List<ColumnName> key = columns.stream().map(Column::name).toList();
        return new TableShape(new TableId("shop", "t"), TableShape.Kind.PLAIN, columns, key, List.of(), List.of());
    }

    /** Built, written to an index and read again. */
    private static Predicate<RowKey> filter(TableShape table, List<RowKey> keys) {
        KeyFilters.Builder builder = KeyFilters.builder(table);
        KeyScanner scanner = KeyScanner.of(table);
        for (RowKey key : keys) {
            scanner.scan(csv(key), 0);
            builder.add(scanner);
        }
        KeyFilter filter = Json.read(Json.write(builder.build()), KeyFilter.class);
        Chunk chunk = new Chunk(0, 1, keys.size(), 1, "", filter);
        return asked -> WantedRows.of(table, List.of(asked)).mayBeIn(chunk);
    }

    /** The key's columns are all there are; texts are quoted, numbers are not. */
    private static byte[] csv(RowKey key) {
        String row = key.values().stream()
                .map(value -> value.matches("-?\\d+") ? value : '"' + value.replace("\"", "\"\"") + '"')
                .collect(Collectors.joining(",", "", "\n"));
        return row.getBytes(StandardCharsets.UTF_8);
    }

    private static List<RowKey> keys(LongStream numbers) {
        return numbers.mapToObj(number -> RowKey.of(String.valueOf(number))).toList();
    }

    @Property(tries = 200)
    void whole_numbers_are_found_and_no_others(@ForAll List<Long> there, @ForAll List<Long> asked) {
        Predicate<RowKey> filter =
                filter(tableWithKey("bigint"), keys(there.stream().mapToLong(Long::longValue)));

        assertThat(there).allMatch(number -> filter.test(RowKey.of(number.toString())));
        assertThat(asked).allMatch(number -> filter.test(RowKey.of(number.toString())) == there.contains(number));
    }

    @Test
    void negative_numbers_and_the_ends_of_the_range_are_told_apart() {
        long[] there = {Long.MIN_VALUE, -4_294_967_296L, -1, 0, Integer.MAX_VALUE, Long.MAX_VALUE};
        Predicate<RowKey> filter = filter(tableWithKey("bigint"), keys(Arrays.stream(there)));

        assertThat(keys(Arrays.stream(there))).allMatch(filter);
        assertThat(keys(LongStream.of(Long.MIN_VALUE + 1, -4_294_967_295L, -2, 1, 4_294_967_295L, Long.MAX_VALUE - 1)))
                .noneMatch(filter);
    }

    @Property(tries = 200)
    void a_bloom_filter_never_says_no_to_a_key_that_is_there(@ForAll("textKeys") List<RowKey> there) {
        assertThat(there).allMatch(filter(tableWithKey("text", "uuid"), there));
    }

    @Provide
    Arbitrary<List<RowKey>> textKeys() {
        return Arbitraries.strings()
                .ofMaxLength(20)
                .list()
                .ofSize(2)
                .map(RowKey::new)
                .list()
                .ofMaxSize(300);
    }

    @Test
    void a_bloom_filter_is_wrong_less_than_twice_in_a_hundred() {
        for (int size : new int[] {10, 100, 5000}) {
            Predicate<RowKey> filter = filter(
                    tableWithKey("text"),
                    IntStream.range(0, size)
                            .mapToObj(n -> RowKey.of("there-" + n))
                            .toList());

            long wrong = IntStream.range(0, 20_000)
                    .filter(n -> filter.test(RowKey.of("absent-" + n)))
                    .count();

            assertThat(wrong / 20_000.0).as("%d keys", size).isLessThan(0.02);
        }
    }

    @Test
    void where_one_value_of_a_composite_key_ends_is_told() {
        Predicate<RowKey> filter = filter(tableWithKey("text", "text"), List.of(RowKey.of("a", "bc")));

        assertThat(filter.test(RowKey.of("a", "bc"))).isTrue();
        assertThat(filter.test(RowKey.of("ab", "c"))).isFalse();
        assertThat(filter.test(RowKey.of("bc", "a"))).isFalse();
    }

    @Test
    void a_table_without_a_key_may_hold_anything_anywhere() {
        assertThat(KeyFilters.builder(tableWithKey()).build()).isEqualTo(new KeyFilter.None());
        assertThat(filter(tableWithKey(), List.of())).accepts(RowKey.of("anything"));
    }

    @Test
    void keys_that_are_equal_and_printed_differently_are_not_filtered() {
        TableShape exact = tableWithKey("bigint", "numeric(12,2)");
        Column amount = exact.columns().get(1);
        Column anyScale = new Column(
                amount.name(),
                "numeric",
                amount.nulls(),
                amount.origin(),
                amount.order(),
                amount.omitted(),
                new Column.Values("numeric", Column.Equal.OTHER_BYTES_TOO, "pg_catalog", Optional.empty()));
        TableShape loose = new TableShape(
                exact.id(), exact.kind(), List.of(exact.columns().get(0), anyScale), exact.key(), List.of(), List.of());

        assertThat(KeyFilters.builder(loose).build()).isEqualTo(new KeyFilter.None());
        assertThat(KeyFilters.builder(exact).build()).isInstanceOf(KeyFilter.Bloom.class);
    }

    @Test
    void an_empty_chunk_holds_nothing() {
        assertThat(filter(tableWithKey("text"), List.of())).rejects(RowKey.of("x"));
        assertThat(filter(tableWithKey("integer"), List.of())).rejects(RowKey.of("1"));
    }
}
