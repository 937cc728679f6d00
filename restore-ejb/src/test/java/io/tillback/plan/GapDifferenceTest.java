package io.tillback.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.TableId;
import io.tillback.plan.DataGap.TableGap;
import io.tillback.plan.DataGap.Unknown;
import io.tillback.plan.GapDifference.Figures;
import io.tillback.plan.GapDifference.TableDifference;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class GapDifferenceTest {
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final TableId TAG = new TableId("shop", "tag");
    private static final Instant NINE = Instant.parse("2026-03-01T09:00:00.123456Z");
    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00.5Z");
    private static final Instant ELEVEN = Instant.parse("2026-03-01T11:00:00.5Z");

    private static DataGap gap(Instant seen, List<TableGap> tables, List<Unknown> unknowns, String... lines) {
        return new DataGap(NINE, seen, tables, List.of(), unknowns, List.of(lines), "hash of " + seen);
    }

    @Test
    void only_tables_whose_figures_differ_are_named_with_both() {
        DataGap before = gap(TEN, List.of(new TableGap(PRODUCT, 5, 0, 1), new TableGap(TAG, 1, 2, 3)), List.of());
        DataGap after = gap(ELEVEN, List.of(new TableGap(PRODUCT, 4, 2, 1), new TableGap(TAG, 1, 2, 3)), List.of());

        assertThat(GapDifference.between(before, after).tables())
                .containsExactly(new TableDifference(PRODUCT, new Figures(5, 0, 1), new Figures(4, 2, 1)));
    }

    @Test
    void a_table_that_only_one_of_them_names_had_or_has_nothing() {
        DataGap before = gap(TEN, List.of(new TableGap(PRODUCT, 5, 0, 0)), List.of());
        DataGap after = gap(ELEVEN, List.of(new TableGap(TAG, 1, 0, 0)), List.of());

        assertThat(GapDifference.between(before, after).tables())
                .containsExactly(
                        new TableDifference(TAG, new Figures(0, 0, 0), new Figures(1, 0, 0)),
                        new TableDifference(PRODUCT, new Figures(5, 0, 0), new Figures(0, 0, 0)));
    }

    @Test
    void that_the_live_rows_were_seen_later_is_no_difference() {
        DataGap before = gap(
                TEN,
                List.of(new TableGap(PRODUCT, 5, 0, 0)),
                List.of(new Unknown(PRODUCT, NINE, TEN, "no journal")),
                "Unknown: no journal covers 2026-03-01T09:00:00Z to 2026-03-01T10:00:00Z (60 min), so changes are not known.",
                "Nothing else is written.");
        DataGap after = gap(
                ELEVEN,
                List.of(new TableGap(PRODUCT, 5, 0, 0)),
                List.of(new Unknown(PRODUCT, NINE, ELEVEN, "no journal")),
                "Unknown: no journal covers 2026-03-01T09:00:00Z to 2026-03-01T11:00:00Z (120 min), so changes are not known.",
                "Nothing else is written.");

        assertThat(GapDifference.between(before, after).isNone()).isTrue();
    }

    @Test
    void a_window_that_ends_elsewhere_than_now_is_another() {
        Unknown first = new Unknown(PRODUCT, NINE, NINE.plusSeconds(60), "the triggers were gone");
        Unknown longer = new Unknown(PRODUCT, NINE, NINE.plusSeconds(90), "the triggers were gone");

        GapDifference difference =
                GapDifference.between(gap(TEN, List.of(), List.of(first)), gap(ELEVEN, List.of(), List.of(longer)));

        assertThat(difference.unknownsGone()).containsExactly(first);
        assertThat(difference.unknownsNew()).containsExactly(longer);
    }

    @Test
    void lines_that_are_no_longer_said_and_lines_that_were_not_said_are_kept_apart() {
        DataGap before = gap(TEN, List.of(), List.of(), "Accepting sets 5 rows back in shop.product.", "Nothing else.");
        DataGap after =
                gap(ELEVEN, List.of(), List.of(), "Accepting loses 1 row made since in shop.product.", "Nothing else.");

        GapDifference difference = GapDifference.between(before, after);

        assertThat(difference.linesGone()).containsExactly("Accepting sets 5 rows back in shop.product.");
        assertThat(difference.linesNew()).containsExactly("Accepting loses 1 row made since in shop.product.");
        assertThat(difference.isNone()).isFalse();
    }

    @Provide
    Arbitrary<DataGap> gaps() {
        Arbitrary<Long> figures = Arbitraries.longs().between(0, 2);
        Arbitrary<TableGap> tables = Combinators.combine(Arbitraries.of(PRODUCT, TAG), figures, figures, figures)
                .as(TableGap::new);
        Arbitrary<Instant> instants = Arbitraries.of(TEN, ELEVEN);
        Arbitrary<Unknown> unknowns = Combinators.combine(
                        Arbitraries.of(PRODUCT, TAG), instants, Arbitraries.of("a", "b"))
                .as((table, to, reason) -> new Unknown(table, NINE, to, reason));
        Arbitrary<List<String>> lines =
                Arbitraries.of("one", "two", "since " + TEN, "$1 of \\2").list().ofMaxSize(4);
        return Combinators.combine(
                        instants,
                        tables.list().ofMaxSize(2).uniqueElements(TableGap::table),
                        unknowns.list().ofMaxSize(2),
                        lines)
                .as((to, gapTables, windows, said) ->
                        new DataGap(NINE, to, gapTables, List.of(), windows, said, "hash"));
    }

    @Property
    void a_gap_does_not_differ_from_itself(@ForAll("gaps") DataGap gap) {
        assertThat(GapDifference.between(gap, gap).isNone()).isTrue();
    }

    @Property
    void what_is_new_one_way_is_gone_the_other_way(@ForAll("gaps") DataGap one, @ForAll("gaps") DataGap other) {
        GapDifference there = GapDifference.between(one, other);
        GapDifference back = GapDifference.between(other, one);

        assertThat(there.linesNew()).isEqualTo(back.linesGone());
        assertThat(there.unknownsNew()).isEqualTo(back.unknownsGone());
        assertThat(there.tables())
                .extracting(TableDifference::table)
                .containsExactlyInAnyOrderElementsOf(
                        back.tables().stream().map(TableDifference::table).toList());
        assertThat(there.isNone()).isEqualTo(back.isNone());
    }
}
