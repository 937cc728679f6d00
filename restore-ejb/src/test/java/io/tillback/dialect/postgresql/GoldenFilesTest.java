package io.tillback.dialect.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.dialect.Bound;
import io.tillback.dialect.Dialect;
import io.tillback.dialect.PlanSql;
import io.tillback.dialect.StagingSql;
import io.tillback.model.Column;
import io.tillback.model.Column.Nulls;
import io.tillback.model.Column.Order;
import io.tillback.model.Column.Origin;
import io.tillback.model.ColumnName;
import io.tillback.model.Condition;
import io.tillback.model.Condition.Operator;
import io.tillback.model.ForeignKey;
import io.tillback.model.OwnedSequence;
import io.tillback.model.PlanId;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.AddedRows;
import io.tillback.model.RestorePolicy.ChangedRows;
import io.tillback.model.RestorePolicy.MissingRows;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.StageShape;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.snapshot.TableRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the dialect writes is what the golden files hold. After an intended change run the tests with
 * {@code -Dtillback.golden=rewrite}, and read the difference before it is committed.
 */
class GoldenFilesTest {
    private static final Path FILES = Path.of("src", "test", "resources", "golden", "postgresql");
    static final Dialect DIALECT = new PostgresDialect();
    static final PlanId PLAN = new PlanId("plan1");
    private static final RestorePolicy EXACTLY =
            new RestorePolicy(MissingRows.CREATE, ChangedRows.BRING_BACK, AddedRows.REMOVE, StoreTriggers.SUPPRESS);

    static final TableShape SELLER = shape("seller", List.of(column("id", "integer")), "id");
    private static final ForeignKey OF_SELLER = new ForeignKey(
            "product_seller_fkey",
            new TableId("shop", "product"),
            names("seller"),
            SELLER.id(),
            names("id"),
            ForeignKey.CheckTiming.EACH_STATEMENT);
    static final TableShape PRODUCT = new TableShape(
            new TableId("shop", "product"),
            TableShape.Kind.PLAIN,
            List.of(
                    new Column(new ColumnName("id"), "bigint", Nulls.REFUSED, Origin.IDENTITY_ALWAYS, Order.ORDERED),
                    column("seller", "integer"),
                    column("name", "character varying(80)"),
                    new Column(new ColumnName("spec"), "json", Nulls.ALLOWED, Origin.WRITTEN, Order.UNORDERED),
                    new Column(new ColumnName("label"), "text", Nulls.ALLOWED, Origin.GENERATED, Order.ORDERED)),
            names("id"),
            List.of(OF_SELLER),
            List.of(new OwnedSequence(
                    new TableId("shop", "product_id_seq"), new ColumnName("id"), OptionalLong.of(42))));
    static final TableShape HOSTILE = new TableShape(
            new TableId("Select", "a \"b\".c\\'; --"),
            TableShape.Kind.PARTITIONED,
            List.of(column("group", "integer"), column("q\"uote", "text"), column("größe %s", "\"My Type\"")),
            names("q\"uote", "group"),
            List.of(),
            List.of());

    private static TableShape shape(String name, List<Column> columns, String... key) {
        return new TableShape(
                new TableId("shop", name), TableShape.Kind.PLAIN, columns, names(key), List.of(), List.of());
    }

    private static Column column(String name, String type) {
        return new Column(new ColumnName(name), type, Nulls.ALLOWED, Origin.WRITTEN, Order.ORDERED);
    }

    private static List<ColumnName> names(String... names) {
        return Stream.of(names).map(ColumnName::new).toList();
    }

    private static PlanSql.Table plan(int number, TableShape table) {
        return new PlanSql.Table(
                PLAN,
                number,
                table,
                table.storedColumns().stream().map(Column::name).toList());
    }

    private static final PlanSql.Table PRODUCTS = plan(1, PRODUCT);
    private static final PlanSql.Table SELLERS = plan(2, SELLER);
    private static final PlanSql.Table HOSTILES = plan(3, HOSTILE);
    private static final PlanSql.Table VISITS = plan(
            4,
            shape(
                    "visit",
                    List.of(
                            column("digest", "text"),
                            column("at", "timestamp with time zone"),
                            column("pages", "integer[]"))));
    static final PlanSql.Table WORDS = plan(
            5,
            shape(
                    "word",
                    List.of(
                            new Column(
                                    new ColumnName("word"),
                                    "shop.word",
                                    Nulls.REFUSED,
                                    Origin.WRITTEN,
                                    Order.ORDERED,
                                    Column.Omitted.REFUSED,
                                    new Column.Values(
                                            "ext.citext",
                                            Column.Equal.OTHER_BYTES_TOO,
                                            "ext",
                                            Optional.of("ext.german"))),
                            column("place", "integer")),
                    "word"));

    private static final Condition CONDITION = new Condition.And(List.of(
            new Condition.Compare(new ColumnName("name"), Operator.EQUAL, "new"),
            new Condition.Not(new Condition.Or(List.of(
                    new Condition.IsNull(new ColumnName("seller")),
                    new Condition.In(new ColumnName("seller"), List.of("1", "2")),
                    new Condition.Compare(new ColumnName("id"), Operator.AT_LEAST, "100"),
                    new Condition.Compare(new ColumnName("name"), Operator.LIKE, "a%"),
                    new Condition.Compare(new ColumnName("spec"), Operator.NOT_EQUAL, "{}"))))));

    private static String told(Bound bound) {
        return bound.sql() + "-- " + bound.parameters() + "\n";
    }

    static String all(List<String> statements) {
        return String.join(";\n", statements);
    }

    static Stream<Arguments> statements() {
        return Stream.of(
                        schema(),
                        snapshot(),
                        JournalStatements.ofRecords(),
                        JournalStatements.ofLives(),
                        GapStatements.of(),
                        SellerNoticeStatements.of(),
                        JournalStatements.ofLooks(),
                        SearchStatements.all(),
                        ShippingStatements.of(DIALECT, HOSTILE),
                        FreezeStatements.ofFreezes(),
                        staging(),
                        plan(),
                        restore())
                .flatMap(some -> some);
    }

    private static Stream<Arguments> schema() {
        return Stream.of(
                Arguments.of("tables-of-the-store", DIALECT.schema().tables()),
                Arguments.of("columns-of-the-store", DIALECT.schema().columns()),
                Arguments.of("keys-of-the-store", DIALECT.schema().keys()),
                Arguments.of("foreign-keys-of-the-store", DIALECT.schema().foreignKeys()),
                Arguments.of("sequences-of-the-store", DIALECT.schema().sequences()),
                Arguments.of("what-stays-unprotected", DIALECT.schema().unprotected()),
                Arguments.of("pinned-settings", DIALECT.schema().pinSettings()),
                Arguments.of("settings-of-the-store", DIALECT.schema().unpinSettings()));
    }

    private static Stream<Arguments> snapshot() {
        TableRange first = new TableRange(1, PRODUCT.id(), "16384/16384", 0, OptionalLong.of(128), 0, 0);
        TableRange last =
                new TableRange(2, new TableId("Select", "part\"1"), "16385/16385", 128, OptionalLong.empty(), 0, 0);
        return Stream.of(
                Arguments.of("hold-of-a-table", DIALECT.snapshot().hold(HOSTILE.id())),
                Arguments.of("incarnation-of-a-table", DIALECT.snapshot().incarnation(HOSTILE.id())),
                Arguments.of("let-go-of-a-table", DIALECT.snapshot().letGo()),
                Arguments.of("export-a-consistent-view", DIALECT.snapshot().exportView()),
                Arguments.of("join-a-consistent-view", DIALECT.snapshot().joinView("00000003-0000001B-1")),
                Arguments.of("pieces-of-all-tables", DIALECT.snapshot().relations()),
                Arguments.of("transactions-so-far", DIALECT.snapshot().countTransactions()),
                Arguments.of(
                        "copy-of-one-range-of-a-table-with-a-generated-column",
                        DIALECT.snapshot().copyOut(PRODUCT, first)),
                Arguments.of(
                        "copy-of-one-range-of-a-table-with-hostile-names",
                        DIALECT.snapshot().copyOut(HOSTILE, last)));
    }

    private static List<String> layered(TableShape table, StageShape.Form form) {
        StageShape shape = new StageShape(table.storedColumns(), table.key(), form);
        StagingSql sql = DIALECT.staging();
        StagingSql.Merge merge = sql.merge(PLAN, 3, shape);
        return Stream.of(
                        sql.createLayers(PLAN, 3, shape),
                        sql.beginLayer(PLAN, 3, shape, 2),
                        List.of(sql.copyIntoLayers(PLAN, 3, shape), sql.copyIntoGone(PLAN, 3, shape)),
                        merge.before(),
                        List.of(merge.takeOut(), merge.putIn()),
                        merge.after())
                .flatMap(List::stream)
                .toList();
    }

    private static Stream<Arguments> staging() {
        return Stream.of(
                Arguments.of(
                        "stage-of-a-table-with-hostile-names",
                        all(List.of(
                                DIALECT.staging().createStage(PLAN, 3, HOSTILE.columns()),
                                DIALECT.staging().copyIntoStage(PLAN, 3, HOSTILE.columns())))),
                Arguments.of(
                        "keys-of-a-table-with-hostile-names",
                        all(List.of(
                                DIALECT.staging().createKeys(PLAN, 3, HOSTILE.keyColumns()),
                                DIALECT.staging().copyIntoKeys(PLAN, 3, HOSTILE.keyColumns()),
                                DIALECT.staging().readKeys(PLAN, 3, HOSTILE.keyColumns())))),
                Arguments.of("layers-of-a-table-with-hostile-names", all(layered(HOSTILE, StageShape.Form.VALUES))),
                Arguments.of(
                        "layers-of-texts-of-a-table-with-a-loose-key",
                        all(layered(WORDS.live(), StageShape.Form.TEXTS))),
                Arguments.of(
                        "functions-of-the-store-are-found", DIALECT.staging().findStoreFunctions()),
                Arguments.of("stages-to-drop", DIALECT.staging().dropsOf()));
    }

    private static Stream<Arguments> plan() {
        PlanSql sql = DIALECT.plan();
        RowScope where = new RowScope.Matching(CONDITION, RowScope.Side.EITHER);
        RowScope keys = new RowScope.Keys(List.of(RowKey.of("a", "1")));
        PlanSql.Table names = new PlanSql.Table(PLAN, 1, PRODUCT, names("id", "name"));
        return Stream.of(
                Arguments.of("plan-rows-of-a-table-with-hostile-names", all(sql.createPlan(HOSTILES))),
                Arguments.of(
                        "plan-of-a-whole-table",
                        told(sql.fillFromStage(PRODUCTS, new RowScope.AllRows(), EXACTLY, PlanSql.Width.WHOLE_ROWS))),
                Arguments.of(
                        "plan-of-some-columns-where-a-condition-holds",
                        told(sql.fillFromStage(names, where, RestorePolicy.bringBack(), PlanSql.Width.SOME_COLUMNS))),
                Arguments.of(
                        "plan-of-rows-by-key-of-a-table-with-hostile-names",
                        told(sql.fillFromStage(HOSTILES, keys, EXACTLY, PlanSql.Width.WHOLE_ROWS))),
                Arguments.of("index-of-a-plan", all(sql.indexPlan(PRODUCTS))),
                Arguments.of("room-for-sorts-and-joins", DIALECT.makeRoom()),
                Arguments.of("lookups-rather-than-scans", DIALECT.preferLookups()),
                Arguments.of("count-of-equal-rows", told(sql.countEqualAndOutside(names, new RowScope.AllRows()))),
                Arguments.of("count-of-equal-rows-and-rows-outside", told(sql.countEqualAndOutside(names, where))),
                Arguments.of(
                        "plan-to-take-a-restore-back",
                        sql.fillFromPlan(
                                PRODUCTS, new PlanSql.Table(new PlanId("earlier"), 7, PRODUCT, PRODUCTS.columns()))),
                Arguments.of("plan-rows-of-a-table-without-a-key", all(sql.createPlan(VISITS))),
                Arguments.of(
                        "plan-of-a-table-without-a-key",
                        told(sql.fillFromStage(VISITS, new RowScope.AllRows(), EXACTLY, PlanSql.Width.WHOLE_ROWS))),
                Arguments.of("plan-to-take-a-restore-back-without-a-key", sql.renumber(VISITS)),
                Arguments.of("plan-rows-of-a-table-with-a-loose-key", all(sql.createPlan(WORDS))),
                Arguments.of(
                        "plan-of-a-table-with-a-loose-key",
                        told(sql.fillFromStage(WORDS, new RowScope.AllRows(), EXACTLY, PlanSql.Width.WHOLE_ROWS))),
                Arguments.of("digest-of-a-plan", sql.digest(HOSTILES)),
                Arguments.of("page-of-a-plan", sql.page(HOSTILES)),
                Arguments.of("rows-that-a-restore-wrote", DIALECT.written().page(HOSTILES)),
                Arguments.of(
                        "row-that-a-restore-wrote-perhaps", DIALECT.written().find(HOSTILES)),
                Arguments.of("relations-that-show-a-table", DIALECT.written().seenIn()),
                Arguments.of(
                        "difference-of-two-plans",
                        sql.differing(
                                new PlanSql.Table(new PlanId("earlier"), 7, HOSTILE, HOSTILES.columns()), HOSTILES)),
                Arguments.of(
                        "difference-of-two-plans-of-a-table-without-a-key",
                        sql.differing(
                                new PlanSql.Table(new PlanId("earlier"), 7, VISITS.live(), VISITS.columns()), VISITS)),
                Arguments.of(
                        "dependents-left-dangling",
                        sql.countDanglingDependents(OF_SELLER, PRODUCT, Optional.of(PRODUCTS), SELLERS)),
                Arguments.of(
                        "dependents-left-dangling-by-columns-outside-the-plan",
                        sql.countDanglingDependents(
                                OF_SELLER, PRODUCT, Optional.empty(), new PlanSql.Table(PLAN, 2, SELLER, List.of()))),
                Arguments.of(
                        "parents-that-would-be-missing",
                        sql.countMissingParents(OF_SELLER, PRODUCTS, SELLER, Optional.of(SELLERS))),
                Arguments.of(
                        "parents-that-would-be-missing-outside-the-plan",
                        sql.countMissingParents(OF_SELLER, PRODUCTS, SELLER, Optional.empty())));
    }

    private static Stream<Arguments> restore() {
        var sql = DIALECT.restore();
        return Stream.of(
                Arguments.of("lock-rows", all(List.of(sql.lockChanged(PRODUCTS), sql.lockRemoved(PRODUCTS)))),
                Arguments.of("lock-rows-that-are-referred-to", sql.lockReplaced(PRODUCTS, names("name"))),
                Arguments.of("columns-that-foreign-keys-refer-to", sql.referredColumns()),
                Arguments.of("lock-of-a-table-that-is-referred-to", sql.lockTableAndReferences(VISITS)),
                Arguments.of("rows-that-moved", sql.movedRows(HOSTILES)),
                Arguments.of("triggers-of-a-table-and-its-partitions", sql.storeTriggers()),
                Arguments.of("create-rows", sql.create(PRODUCTS, Set.of())),
                Arguments.of(
                        "create-rows-and-link-them-later",
                        all(List.of(
                                sql.create(PRODUCTS, Set.of(new ColumnName("seller"))),
                                sql.link(PRODUCTS, names("seller"))))),
                Arguments.of("change-rows", sql.change(PRODUCTS, List.of())),
                Arguments.of("change-rows-that-are-as-they-were-seen", sql.changeUnmoved(PRODUCTS)),
                Arguments.of("change-rows-of-a-table-with-hostile-names", sql.change(HOSTILES, List.of())),
                Arguments.of(
                        "change-rows-of-a-table-with-a-loose-key",
                        all(List.of(sql.change(WORDS, names("place")), sql.changeKeys(WORDS, names("place"))))),
                Arguments.of("replace-rows", sql.replace(PRODUCTS, names("name"))),
                Arguments.of(
                        "actions-of-foreign-keys-on-replaced-rows", sql.actionsOnReplace(HOSTILES, names("group"))),
                Arguments.of("columns-under-a-unique-constraint", sql.uniqueColumns()),
                Arguments.of(
                        "remove-rows-of-a-table-without-a-key",
                        all(List.of(
                                sql.lockTable(VISITS),
                                sql.movedRows(VISITS),
                                sql.choose(VISITS),
                                sql.remove(VISITS),
                                sql.forget(VISITS)))),
                Arguments.of("hidden-rows-are-refused", sql.refuseHiddenRows()),
                Arguments.of(
                        "unlink-rows-and-remove-them",
                        all(List.of(sql.unlink(PRODUCTS, names("seller")), sql.remove(PRODUCTS)))),
                Arguments.of(
                        "advance-a-sequence",
                        sql.advance(PRODUCT, PRODUCT.sequences().get(0))),
                Arguments.of("count-of-proven-rows", sql.countProven(PRODUCTS)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("statements")
    void what_the_dialect_writes_is_in_its_golden_file(String name, String sql) throws IOException {
        Path file = FILES.resolve(name + ".sql");
        String written = sql.endsWith("\n") ? sql : sql + "\n";
        if ("rewrite".equals(System.getProperty("tillback.golden"))) {
            Files.createDirectories(FILES);
            Files.writeString(file, written);
        }

        assertThat(file).as("run with -Dtillback.golden=rewrite to write it").exists();
        assertThat(written).isEqualTo(Files.readString(file));
    }

    @Test
    void no_golden_file_is_left_over() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(statements()
                            .map(statement -> statement.get()[0] + ".sql")
                            .toList());
        }
    }
}
