package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.GoldenFilesTest.DIALECT;
import static io.tillback.dialect.postgresql.GoldenFilesTest.HOSTILE;
import static io.tillback.dialect.postgresql.GoldenFilesTest.PLAN;
import static io.tillback.dialect.postgresql.GoldenFilesTest.PRODUCT;
import static io.tillback.dialect.postgresql.GoldenFilesTest.WORDS;
import static io.tillback.dialect.postgresql.GoldenFilesTest.all;

import io.tillback.dialect.JournalSql;
import io.tillback.dialect.LifeSql;
import io.tillback.dialect.ValueSql;
import io.tillback.dialect.WatchSql;
import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.Companion;
import io.tillback.model.Moment;
import io.tillback.model.Nesting;
import io.tillback.model.OnFailure;
import io.tillback.model.PastState;
import io.tillback.model.Recording;
import io.tillback.model.RestorePolicy.Conflicts;
import io.tillback.model.Segment;
import io.tillback.model.SellerRoute;
import io.tillback.model.Slice;
import io.tillback.model.WayBack;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What records the changes of tables, and what is read from the records. */
final class JournalStatements {
    private JournalStatements() {}

    static Stream<Arguments> ofRecords() {
        Companion products = new Companion(3, PRODUCT, Recording.STATEMENTS, Nesting.NONE, OnFailure.FAIL_THE_WRITE);
        Companion hostiles =
                new Companion(4, HOSTILE, Recording.PARTITIONS, Nesting.POSSIBLE, OnFailure.FAIL_THE_WRITE);
        Companion words = new Companion(5, WORDS.live(), Recording.ROWS, Nesting.POSSIBLE, OnFailure.BREAK_COVERAGE);
        Moment noon = new Moment("100:104:100,102", Instant.parse("2026-03-01T12:00:00Z"));
        Moment later = new Moment("140:144:142", Instant.parse("2026-03-01T18:00:00Z"));
        PastState then = PastState.at(noon);
        JournalSql sql = DIALECT.journal();
        return Stream.of(
                Arguments.of("tables-that-can-be-recorded", sql.recordings()),
                Arguments.of("recording-of-a-table", all(sql.begin(products))),
                Arguments.of("recording-of-a-partitioned-table-with-hostile-names", all(sql.begin(hostiles))),
                Arguments.of("recording-of-a-table-that-inherits", all(sql.begin(words))),
                Arguments.of("end-of-a-recording", all(sql.end(3))),
                Arguments.of("recordings-left-over", sql.findLeftOver()),
                Arguments.of("evidence-of-recording", sql.evidence()),
                Arguments.of("beat", sql.beat()),
                Arguments.of(
                        "all-rows-that-changed-since-a-moment",
                        all(sql.stageRows(PLAN, 1, products, then, JournalSql.Reach.CHANGED))),
                Arguments.of(
                        "rows-as-they-were-at-a-moment",
                        all(sql.stageRows(PLAN, 1, products, then, JournalSql.Reach.KEYS_LAID_OUT))),
                Arguments.of(
                        "rows-with-hostile-names-as-they-were-at-a-moment",
                        all(sql.stageRows(PLAN, 3, hostiles, then, JournalSql.Reach.KEYS_AND_CHANGED))),
                Arguments.of("records-that-contradict-each-other", sql.countContradictions(PLAN, 1, products, then)),
                Arguments.of("rows-that-were-changed-again", sql.countChangedAgain(PLAN, 1, products)),
                Arguments.of("settling-of-a-stage", all(sql.settleStage(PLAN, 1, products, JournalSql.Reach.CHANGED))),
                Arguments.of(
                        "rows-without-some-transactions",
                        all(sql.stageRows(
                                PLAN,
                                3,
                                hostiles,
                                PastState.without(List.of(103L, -1L), noon),
                                JournalSql.Reach.CHANGED))),
                Arguments.of(
                        "rows-without-some-transactions-and-what-was-written-over-them",
                        all(sql.stageRows(
                                PLAN,
                                1,
                                products,
                                PastState.without(List.of(103L), noon).withConflicts(Conflicts.OVERWRITE),
                                JournalSql.Reach.KEYS_LAID_OUT))),
                Arguments.of(
                        "conflicts",
                        all(sql.tellConflicts(
                                PLAN,
                                3,
                                hostiles,
                                PastState.without(List.of(103L, -1L), noon),
                                JournalSql.Reach.CHANGED))),
                Arguments.of("moment-before-some-transactions", sql.findMomentBeforeAll()),
                Arguments.of("keys-that-are-gone-since-a-moment", sql.copyGone(hostiles, noon)),
                Arguments.of(
                        "a-slice-of-rows-that-changed-since-a-moment", sql.copyNow(hostiles, noon, new Slice(2, 3))),
                Arguments.of(
                        "rows-as-they-were-before-a-transaction",
                        all(sql.stageRows(
                                PLAN, 1, products, PastState.before(103, noon), JournalSql.Reach.KEYS_LAID_OUT))),
                Arguments.of(
                        "all-rows-that-changed-since-an-instant",
                        all(sql.stageRows(
                                PLAN,
                                1,
                                products,
                                PastState.at(noon, Instant.parse("2026-03-01T12:00:00.5Z")),
                                JournalSql.Reach.CHANGED))),
                Arguments.of("moment-before-a-transaction", sql.findMomentBefore()),
                Arguments.of(
                        "way-back-from-a-snapshot", all(back(sql, 1, new WayBack(products, then, later), List.of()))),
                Arguments.of(
                        "way-back-of-some-rows-with-hostile-names",
                        all(back(sql, 3, new WayBack(hostiles, then, later), HOSTILE.key()))),
                Arguments.of(
                        "whether-a-snapshot-shows-all-of-a-state",
                        sql.sees(products, later, PastState.at(noon, Instant.parse("2026-03-01T12:00:00.5Z")))),
                Arguments.of("next-segment-of-transactions", all(sql.writeTransactionsTo(2))),
                Arguments.of("hold-of-a-recording", all(sql.holdStill(hostiles))),
                Arguments.of(
                        "settling-of-a-segment",
                        all(Stream.of(
                                        sql.settle(new Segment(3, 7)),
                                        List.of(
                                                sql.newestTransaction(
                                                        new Segment(3, 7), sql.transactionColumn(products)),
                                                sql.allowNoneAfter(
                                                        new Segment(3, 7), sql.transactionColumn(products), "104")))
                                .flatMap(List::stream)
                                .toList())));
    }

    static Stream<Arguments> ofLives() {
        Companion products = new Companion(3, PRODUCT, Recording.STATEMENTS, Nesting.NONE, OnFailure.FAIL_THE_WRITE);
        Companion hostiles =
                new Companion(4, HOSTILE, Recording.PARTITIONS, Nesting.POSSIBLE, OnFailure.FAIL_THE_WRITE);
        Moment noon = new Moment("100:104:100,102", Instant.parse("2026-03-01T12:00:00Z"));
        LifeSql sql = DIALECT.life();
        return Stream.of(
                Arguments.of("whether-rows-with-hostile-names-are-there", sql.presence(HOSTILE)),
                Arguments.of("who-removed-rows", sql.removals(products)),
                Arguments.of("who-removed-rows-with-hostile-names", sql.removals(hostiles)),
                Arguments.of("first-of-several-transactions", sql.findEarliest()),
                Arguments.of(
                        "rows-that-were-not-there-before-a-transaction",
                        sql.findMissing(products, PastState.before(103, noon))),
                Arguments.of("life-of-a-row", sql.changes(products)),
                Arguments.of("life-of-a-row-with-hostile-names", sql.changes(hostiles)),
                Arguments.of("segments-without-an-index", sql.findUnindexed()),
                Arguments.of(
                        "index-of-a-segment",
                        all(List.of(sql.index(products, new Segment(3, 7)), sql.index(hostiles, new Segment(4, 1))))));
    }

    static Stream<Arguments> ofLooks() {
        Companion products = new Companion(3, PRODUCT, Recording.STATEMENTS, Nesting.NONE, OnFailure.FAIL_THE_WRITE);
        Companion hostiles =
                new Companion(4, HOSTILE, Recording.PARTITIONS, Nesting.POSSIBLE, OnFailure.FAIL_THE_WRITE);
        WatchSql sql = DIALECT.watch();
        ValueSql values = DIALECT.values();
        List<WatchSql.Piece> pieces = List.of(new WatchSql.Piece(7, 4096), new WatchSql.Piece(8, 0));
        List<Column> columns = PRODUCT.storedColumns();
        SellerRoute route = new SellerRoute(List.of(), columns.get(1).name());
        List<ValueSql.Stretch> stretches = List.of(new ValueSql.Stretch(8, 0, 20));
        ValueSql.Looked few = new ValueSql.Looked(stretches, stretches, Optional.empty());
        ValueSql.Blocks passed = new ValueSql.Blocks(1024, 2048, "100:104:100,102");
        return Stream.of(
                Arguments.of("size-of-a-table", values.size(PRODUCT)),
                Arguments.of("glance-at-the-values-of-columns", values.glance(PRODUCT, columns)),
                Arguments.of("values-of-columns", values.learn(PRODUCT, facets(columns), 100)),
                Arguments.of(
                        "values-of-columns-in-a-sample", values.learn(HOSTILE, facets(HOSTILE.storedColumns()), 2.5)),
                Arguments.of(
                        "references-that-show-unknown-values",
                        values.findStrange(
                                products,
                                few,
                                List.of(new ValueSql.Watched(
                                        41, new ValueSql.Facet(columns.get(1), ValueSql.Shown.PRESENCE))))),
                Arguments.of("values-that-are-not-known", values.findTaken(products, pieces, watched(columns))),
                Arguments.of(
                        "values-that-are-not-known-of-a-table-with-hostile-names",
                        values.findTaken(hostiles, List.of(pieces.get(1)), watched(HOSTILE.storedColumns()))),
                Arguments.of(
                        "columns-that-turned-constant",
                        values.findConstant(products, List.of(pieces.get(1)), columns, route, 1)),
                Arguments.of(
                        "columns-that-turned-constant-in-a-sample",
                        values.findConstant(products, List.of(pieces.get(1)), List.of(columns.get(1)), route, 20)),
                Arguments.of("how-far-segments-are-filled", sql.measure()),
                Arguments.of("segments-that-have-grown", sql.findGrown()),
                Arguments.of("what-is-new-in-segments", sql.survey(products, pieces)),
                Arguments.of("who-deleted-rows-or-gave-them-other-keys", sql.findRare(products, pieces)),
                Arguments.of(
                        "columns-that-show-unknown-values",
                        values.findStrange(
                                products,
                                new ValueSql.Looked(
                                        List.of(new ValueSql.Stretch(7, 4100, 4200), new ValueSql.Stretch(8, 0, 20)),
                                        List.of(new ValueSql.Stretch(8, 5, 7)),
                                        Optional.of(passed)),
                                watched(columns))),
                Arguments.of(
                        "values-that-were-passed-over",
                        values.findLate(
                                products,
                                new ValueSql.Looked(List.of(), List.of(), Optional.of(passed)),
                                pieces,
                                watched(columns))),
                Arguments.of(
                        "values-that-were-passed-over-of-a-table-with-hostile-names",
                        values.findLate(
                                hostiles,
                                new ValueSql.Looked(few.images(), few.keys(), Optional.of(passed)),
                                List.of(pieces.get(1)),
                                watched(HOSTILE.storedColumns()))),
                Arguments.of("blocks-of-a-table", values.blocks(HOSTILE)),
                Arguments.of(
                        "streaks-of-one-value",
                        values.findStreaks(products, few.images(), List.of(columns.get(1), columns.get(2)), route)),
                Arguments.of(
                        "streaks-of-one-value-of-a-table-with-hostile-names",
                        values.findStreaks(
                                hostiles,
                                few.images(),
                                HOSTILE.storedColumns(),
                                new SellerRoute(
                                        List.of(),
                                        HOSTILE.storedColumns().get(0).name()))),
                Arguments.of(
                        "columns-that-show-unknown-values-of-a-table-with-hostile-names",
                        values.findStrange(hostiles, few, watched(HOSTILE.storedColumns()))),
                Arguments.of(
                        "large-transactions",
                        sql.findLarge(products, List.of(new WatchSql.Piece(7, 4096), new WatchSql.Piece(8, 0)))),
                Arguments.of("what-a-transaction-did", sql.describe(products)),
                Arguments.of("what-a-transaction-did-to-a-table-with-hostile-names", sql.describe(hostiles)));
    }

    private static List<ValueSql.Watched> watched(List<Column> columns) {
        return columns.stream()
                .map(column -> new ValueSql.Watched(41 + columns.indexOf(column), ValueSql.Facet.values(column)))
                .toList();
    }

    private static List<ValueSql.Facet> facets(List<Column> columns) {
        return columns.stream().map(ValueSql.Facet::values).toList();
    }

    private static List<String> back(JournalSql sql, int number, WayBack way, List<ColumnName> laidOut) {
        return Stream.of(
                        sql.beginBack(PLAN, number, way, laidOut),
                        List.of(sql.countContradictions(PLAN, number, way)),
                        sql.goBack(PLAN, number, way, laidOut))
                .flatMap(List::stream)
                .toList();
    }
}
