package io.tillback.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.dialect.ValueSql.Stretch;
import io.tillback.dialect.WatchSql.Piece;
import io.tillback.jdbc.Looks.Surveyed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which part of what was recorded a look looks at for values. */
class WatchedValuesTest {
    private static Surveyed surveyed(int segment, long from, long records, long last) {
        return new Surveyed(new Piece(segment, from), records, last, "");
    }

    @Test
    void of_few_records_all_blocks_are_looked_at() {
        assertThat(WatchedValues.stretches(List.of(surveyed(7, 100, 1_500, 131), surveyed(8, 0, 10, 0)), 5, 2_000))
                .containsExactly(new Stretch(7, 100, 132), new Stretch(8, 0, 1));
    }

    @Test
    void of_many_records_every_block_has_its_turn_once_in_as_many_looks_as_there_are_parts() {
        List<Surveyed> many = List.of(surveyed(7, 100, 27_000, 459));
        List<Long> blocks = new ArrayList<>();
        for (int look = 40; look < 53; look++) {
            Stretch stretch = WatchedValues.stretches(many, look, 2_000).get(0);
            assertThat(stretch.end() - stretch.first()).isBetween(27L, 28L);
            for (long block = stretch.first(); block < stretch.end(); block++) {
                blocks.add(block);
            }
        }

        assertThat(blocks).hasSize(360).doesNotHaveDuplicates().allMatch(block -> block >= 100 && block < 460);
    }

    @Test
    void a_piece_without_records_has_no_blocks_to_look_at() {
        assertThat(WatchedValues.stretches(List.of(surveyed(7, 100, 0, 0)), 1, 2_000))
                .allMatch(stretch -> stretch.first() == stretch.end());
    }
}
