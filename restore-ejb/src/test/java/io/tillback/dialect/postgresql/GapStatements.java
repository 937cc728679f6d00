package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.GoldenFilesTest.DIALECT;
import static io.tillback.dialect.postgresql.GoldenFilesTest.HOSTILE;
import static io.tillback.dialect.postgresql.GoldenFilesTest.PLAN;
import static io.tillback.dialect.postgresql.GoldenFilesTest.PRODUCT;
import static io.tillback.dialect.postgresql.GoldenFilesTest.SELLER;
import static io.tillback.dialect.postgresql.GoldenFilesTest.all;

import io.tillback.dialect.GapSql;
import io.tillback.dialect.PlanSql;
import io.tillback.dialect.PlanSql.Table;
import io.tillback.model.ChangesBy;
import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.Companion;
import io.tillback.model.Condition;
import io.tillback.model.ForeignKey;
import io.tillback.model.ForeignKey.OnDelete;
import io.tillback.model.Moment;
import io.tillback.model.Nesting;
import io.tillback.model.OnFailure;
import io.tillback.model.Part;
import io.tillback.model.PastState;
import io.tillback.model.Recording;
import io.tillback.model.RestorePolicy.Conflicts;
import io.tillback.model.RowScope;
import io.tillback.model.SellerRoute;
import io.tillback.model.TableShape;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What tells what a plan makes of the changes since its target. */
final class GapStatements {
    private GapStatements() {}

    static Stream<Arguments> of() {
        Companion products = new Companion(3, PRODUCT, Recording.STATEMENTS, Nesting.NONE, OnFailure.FAIL_THE_WRITE);
        Companion hostiles =
                new Companion(4, HOSTILE, Recording.PARTITIONS, Nesting.POSSIBLE, OnFailure.FAIL_THE_WRITE);
        Moment noon = new Moment("100:104:100,102", Instant.parse("2026-03-01T12:00:00Z"));
        PastState then = PastState.at(noon);
        PastState without = PastState.without(List.of(103L, -1L), noon);
        SellerRoute own = new SellerRoute(List.of(), new ColumnName("seller"));
        SellerRoute led = new SellerRoute(
                List.of(new SellerRoute.Hop(List.of(new ColumnName("seller")), SELLER, List.of(new ColumnName("id")))),
                new ColumnName("name"));
        Table whole = table(
                1, PRODUCT, PRODUCT.storedColumns().stream().map(Column::name).toList());
        Table names = table(1, PRODUCT, List.of(new ColumnName("id"), new ColumnName("name")));
        Table strange = table(
                3, HOSTILE, HOSTILE.storedColumns().stream().map(Column::name).toList());
        SellerRoute odd =
                new SellerRoute(List.of(), HOSTILE.storedColumns().get(0).name());
        GapSql sql = DIALECT.gap();
        return Stream.of(
                Arguments.of(
                        "sellers-of-planned-rows-that-lead-to-them",
                        all(DIALECT.plan().markSellers(names, led, List.of()))),
                Arguments.of(
                        "sellers-of-planned-rows-with-hostile-names",
                        all(DIALECT.plan().markSellers(strange, odd, List.of()))),
                Arguments.of(
                        "changes-since-a-moment-and-whose-they-are",
                        all(sql.tellChanges(whole, products, then, Optional.of(own), OptionalLong.empty()))),
                Arguments.of(
                        "changes-of-some-columns-and-whose-they-are",
                        all(sql.tellChanges(names, products, then, Optional.of(led), OptionalLong.empty()))),
                Arguments.of(
                        "changes-since-before-a-transaction",
                        all(sql.tellChanges(
                                whole, products, PastState.before(103, noon), Optional.empty(), OptionalLong.empty()))),
                Arguments.of(
                        "changes-of-some-transactions-and-of-others-with-hostile-names",
                        all(sql.tellChanges(strange, hostiles, without, Optional.empty(), OptionalLong.empty()))),
                Arguments.of(
                        "changes-that-are-overwritten",
                        all(sql.tellChanges(
                                whole,
                                products,
                                without.withConflicts(Conflicts.OVERWRITE),
                                Optional.empty(),
                                OptionalLong.empty()))),
                Arguments.of(
                        "changes-of-rows-that-take-their-references-back",
                        all(sql.tellChanges(cutLoose(whole), products, then, Optional.of(own), OptionalLong.of(2)))),
                Arguments.of("count-of-changes", sql.countChanges(whole, products, then)),
                Arguments.of("changes-by-release", sql.groupChanges(List.of(whole, strange), ChangesBy.RELEASE)),
                Arguments.of("changes-by-minute", sql.groupChanges(List.of(whole), ChangesBy.MINUTE)),
                Arguments.of("worst-transaction", sql.worstTransaction(List.of(whole, strange))),
                Arguments.of("conflicts-of-planned-rows", sql.dropUnplannedConflicts(strange)),
                Arguments.of(
                        "conflicts-of-rows-in-scope",
                        sql.dropConflictsOutside(
                                        strange,
                                        new RowScope.Matching(
                                                new Condition.IsNull(new ColumnName("größe %s")), RowScope.Side.TARGET))
                                .sql()),
                Arguments.of("page-of-conflicts", sql.pageOfConflicts(strange)));
    }

    /** Where the database nulls what refers to a seller who goes. */
    private static Table cutLoose(Table table) {
        TableShape shape = table.live();
        List<ForeignKey> keys = shape.foreignKeys().stream()
                .map(key -> new ForeignKey(
                        key.name(),
                        key.from(),
                        key.fromColumns(),
                        key.to(),
                        key.toColumns(),
                        key.timing(),
                        OnDelete.CUTS_LOOSE,
                        key.match()))
                .toList();
        TableShape loose =
                new TableShape(shape.id(), shape.kind(), shape.columns(), shape.key(), keys, shape.sequences());
        return table(table.number(), loose, table.columns());
    }

    private static Table table(int number, TableShape shape, List<ColumnName> columns) {
        return new Table(
                PLAN,
                number,
                shape,
                columns,
                PlanSql.Stage.PLAIN,
                PlanSql.Presence.LIVE,
                number == 1 ? PlanSql.Owners.MARKED : PlanSql.Owners.UNKNOWN,
                new Part.Whole());
    }
}
