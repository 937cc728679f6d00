package io.tillback.web.faces;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.RowKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyLinesTest {
    @Test
    void each_line_is_a_key_and_blank_lines_are_none() {
        assertThat(KeyLines.parse(" 17 \n\n18\r\n", 1)).containsExactly(RowKey.of("17"), RowKey.of("18"));
    }

    @Test
    void a_key_of_one_column_may_hold_commas() {
        assertThat(KeyLines.parse("Graz, Austria", 1)).containsExactly(RowKey.of("Graz, Austria"));
    }

    @Test
    void a_composite_key_is_cut_at_commas() {
        assertThat(KeyLines.parse("17, 4", 2)).containsExactly(RowKey.of("17", "4"));
    }

    @Test
    void what_is_written_is_read_again_or_nothing_is_written() {
        List<RowKey> keys = List.of(RowKey.of("17", "Graz, Austria"), RowKey.of("18", "x"));

        assertThat(KeyLines.parse(KeyLines.write(keys, 100), 2)).isEqualTo(keys);
        assertThat(KeyLines.write(keys, 20)).isEmpty();
        assertThat(KeyLines.write(List.of(), 100)).isEmpty();
        assertThat(KeyLines.write(List.of(RowKey.of(" 17")), 100)).isEmpty();
        assertThat(KeyLines.write(List.of(RowKey.of("17", "a\tb")), 100)).isEmpty();
        assertThat(KeyLines.write(List.of(RowKey.of("a\nb")), 100)).isEmpty();
    }

    @Test
    void a_composite_key_pasted_with_tabs_keeps_its_commas() {
        assertThat(KeyLines.parse("17\tGraz, Austria", 2)).containsExactly(RowKey.of("17", "Graz, Austria"));
    }
}
