package io.tillback.web.faces;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.TableId;
import org.junit.jupiter.api.Test;

class OfferedTableTest {
    @Test
    void tables_whose_names_hold_dots_are_told_apart() {
        assertThat(OfferedTable.key(new TableId("a.b", "c"))).isNotEqualTo(OfferedTable.key(new TableId("a", "b.c")));
    }
}
