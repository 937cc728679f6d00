package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.GoldenFilesTest.DIALECT;
import static io.tillback.dialect.postgresql.GoldenFilesTest.HOSTILE;
import static io.tillback.dialect.postgresql.GoldenFilesTest.PRODUCT;

import io.tillback.dialect.Bound;
import io.tillback.dialect.SearchSql;
import io.tillback.model.ChangeCriteria;
import io.tillback.model.ChangeCriteria.Rows;
import io.tillback.model.ChangeCriteria.Window;
import io.tillback.model.ColumnName;
import io.tillback.model.Companion;
import io.tillback.model.Condition;
import io.tillback.model.Moment;
import io.tillback.model.Nesting;
import io.tillback.model.OnFailure;
import io.tillback.model.Recording;
import io.tillback.model.RowKey;
import io.tillback.model.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What searches the records. */
final class SearchStatements {
    private SearchStatements() {}

    static Stream<Arguments> all() {
        Companion products = new Companion(3, PRODUCT, Recording.STATEMENTS, Nesting.NONE, OnFailure.FAIL_THE_WRITE);
        Companion hostiles =
                new Companion(4, HOSTILE, Recording.PARTITIONS, Nesting.POSSIBLE, OnFailure.FAIL_THE_WRITE);
        Moment noon = new Moment("100:104:100,102", Instant.parse("2026-03-01T12:00:00Z"));
        Moment one = new Moment("200:204:", Instant.parse("2026-03-01T13:00:00Z"));
        SearchSql sql = DIALECT.search();
        SearchSql.Told told = new SearchSql.Told("{17}", "{101}", "{NULL}");
        ChangeCriteria.By anna =
                new ChangeCriteria.By(Optional.of("anna"), Optional.empty(), Optional.of("105"), Optional.empty());
        SearchSql.Search all = new SearchSql.Search(
                new Stretch(products, noon, Optional.of(one), Stretch.LiveRows.FOLLOW),
                new ChangeCriteria(Optional.empty(), Rows.ANY, anna, List.of(), Window.ALL),
                Optional.of(told),
                new SearchSql.Pieces(List.of(2, 1), List.of(3)),
                OptionalLong.of(101));
        Rows becameNull = new Rows(
                Optional.of(RowKey.of("1", "a")),
                List.of(new ColumnName("größe %s")),
                Optional.of(new Condition.Compare(new ColumnName("größe %s"), Condition.Operator.EQUAL, "x")),
                Optional.of(new Condition.IsNull(new ColumnName("größe %s"))),
                Set.of(ChangeCriteria.Operation.UPDATE));
        SearchSql.Search compared = SearchSql.Search.of(
                new Stretch(hostiles, noon, Optional.empty(), Stretch.LiveRows.UNRELATED),
                new ChangeCriteria(
                        Optional.of(HOSTILE.id()), becameNull, ChangeCriteria.By.ANYBODY, List.of(103L), Window.ALL));
        return Stream.of(
                Arguments.of("who-told-that-it-was-somebody", told(sql.findTold(anna, List.of()))),
                Arguments.of("who-told-that-it-was-somebody-of-late", told(sql.findTold(anna, List.of(4, 3)))),
                Arguments.of("segments-that-are-not-indexed-yet", sql.findPieces(all.stretch())),
                Arguments.of("transactions-with-changes", told(sql.findTransactions(all, 500, 2000))),
                Arguments.of(
                        "transactions-that-set-a-column-to-null-in-a-table-with-hostile-names",
                        told(sql.findTransactions(compared, -1, 2000))),
                Arguments.of("changes-of-transactions-by-kind", told(sql.countKinds(all.within(List.of(101L, 103L))))),
                Arguments.of("who-made-transactions", sql.findWho()),
                Arguments.of("changes-over-time", told(sql.countOverTime(all, Duration.ofMinutes(1), noon.takenAt()))),
                Arguments.of("rows-before-and-after", told(sql.findSteps(all.within(List.of(101L)), 50, 100))),
                Arguments.of(
                        "first-rows-before-and-after",
                        told(sql.findFirstSteps(all.within(List.of(101L)).in(all.pieces()), 50, 100))),
                Arguments.of("changed-rows-counted", told(sql.countRows(all))),
                Arguments.of("changed-values-counted", told(sql.countValues(all, 5))));
    }

    private static String told(Bound bound) {
        return bound.sql() + "-- " + bound.parameters() + "\n";
    }
}
