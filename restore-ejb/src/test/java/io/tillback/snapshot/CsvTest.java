package io.tillback.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.ColumnName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CsvTest {
    private static List<String> fields(String row, int... wanted) {
        KeyScanner scanner =
                new KeyScanner(wanted, IntStream.range(0, wanted.length).toArray());
        scanner.scan(row.getBytes(StandardCharsets.UTF_8), 0);
        return IntStream.range(0, wanted.length)
                .mapToObj(column -> {
                    ByteBuilder value = new ByteBuilder(1);
                    scanner.appendTo(value, column);
                    return new String(value.copy(), StandardCharsets.UTF_8);
                })
                .toList();
    }

    @Test
    void fields_are_found_by_their_positions() {
        assertThat(fields("a,b,c\n", 0, 1, 2)).containsExactly("a", "b", "c");
        assertThat(fields("a,b,c\n", 1)).containsExactly("b");
        assertThat(fields("a,b,c\n", 2)).containsExactly("c");
        assertThat(fields("a,b,c\n")).isEmpty();
    }

    @Test
    void quotes_commas_and_line_breaks_inside_quotes_belong_to_the_value() {
        assertThat(fields("\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\"\"\"\",\"\"\"\"\"\"\n", 0, 1, 2, 3, 4))
                .containsExactly("a,b", "say \"hi\"", "two\nlines", "\"", "\"\"");
    }

    @Test
    void null_and_empty_text_are_both_no_characters() {
        assertThat(fields(",\"\",\n", 0, 1, 2)).containsExactly("", "", "");
    }

    @Test
    void text_of_every_script_is_read_as_utf_8() {
        assertThat(fields("größe,商品,\"🛒,\"\n", 0, 1, 2)).containsExactly("größe", "商品", "🛒,");
    }

    @Test
    void a_header_quotes_every_name() {
        List<ColumnName> names = List.of(new ColumnName("a"), new ColumnName("b\"c"), new ColumnName("d,ü"));

        assertThat(new String(Csv.header(names), StandardCharsets.UTF_8)).isEqualTo("\"a\",\"b\"\"c\",\"d,ü\"\n");
    }

    @Property
    void the_fields_of_a_written_row_come_back(@ForAll("rows") List<String> row) {
        String csv = row.stream().map(CsvTest::written).collect(Collectors.joining(",", "", "\n"));

        int[] all = IntStream.range(0, row.size()).toArray();
        assertThat(fields(csv, all)).isEqualTo(row);
        assertThat(fields(csv, row.size() - 1)).containsExactly(row.get(row.size() - 1));
    }

    @Property
    void rows_are_counted_whatever_is_in_them_and_wherever_the_pieces_are_cut(
            @ForAll("rows") List<String> values, @ForAll("sizes") int size) {
        StringBuilder csv = new StringBuilder();
        values.forEach(value ->
                csv.append(written(value)).append(',').append(written(value)).append('\n'));
        byte[] bytes = csv.toString().getBytes(StandardCharsets.UTF_8);

        Csv.RowCounter counter = new Csv.RowCounter();
        for (int from = 0; from < bytes.length; from += size) {
            byte[] piece = java.util.Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size));
            counter.accept(piece, piece.length);
        }

        assertThat(counter.rows()).isEqualTo(values.size());
    }

    @Property
    void each_row_ends_where_the_next_begins(@ForAll("rows") List<String> values) {
        List<String> rows = values.stream()
                .map(value -> written(value) + "," + written(value) + "\n")
                .toList();
        byte[] bytes = String.join("", rows).getBytes(StandardCharsets.UTF_8);

        Csv.Rows ends = new Csv.Rows(bytes);
        int start = 0;
        for (String row : rows) {
            int end = ends.endOf(start);
            assertThat(new String(bytes, start, end - start, StandardCharsets.UTF_8))
                    .isEqualTo(row);
            start = end;
        }
        assertThat(start).isEqualTo(bytes.length);
    }

    @Provide
    Arbitrary<List<String>> rows() {
        return Arbitraries.strings()
                .withChars("ab\"\",\n\r\\ é商")
                .ofMaxLength(8)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    @Provide
    Arbitrary<Integer> sizes() {
        return Arbitraries.integers().between(1, 9);
    }

    /** As PostgreSQL writes it: quoted where it must be. */
    private static String written(String value) {
        return value.matches("[ab é商]*") && !value.isEmpty() ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
