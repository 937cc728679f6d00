package io.tillback.web.faces;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.RowKey;
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
    void a_composite_key_pasted_with_tabs_keeps_its_commas() {
        assertThat(KeyLines.parse("17\tGraz, Austria", 2)).containsExactly(RowKey.of("17", "Graz, Austria"));
    }
}
