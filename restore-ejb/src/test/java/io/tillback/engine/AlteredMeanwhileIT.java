package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Progress;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.model.Tier;
import io.tillback.snapshot.SnapshotSource;
import io.tillback.snapshot.SnapshotTaker;
import io.tillback.snapshot.TableRange;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A snapshot keeps nobody from altering tables, and notices where that costs it rows. */
class AlteredMeanwhileIT {
    private static final TableId PRODUCT = new TableId("shop", "product");

    private Engine engine;

    @BeforeEach
    void open() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.product (id int PRIMARY KEY, name varchar(20), code varchar(20));
                INSERT INTO shop.product VALUES (1, 'tea', 'T'), (2, 'salt', 'S');
                """);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** What a view shows of the products after something happened to them. */
    private List<String> copyAfter(String change) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (SnapshotSource.View view = engine.source().open()) {
            TableShape product = view.schema().findTable(PRODUCT).orElseThrow();
            List<TableRange> ranges = view.ranges(1 << 20).getOrDefault(PRODUCT, List.of());
            engine.sql(change);
            try (SnapshotSource.Reader reader = view.openReader()) {
                ranges.forEach(range ->
                        reader.copy(product, range, row -> rows.add(new String(row, StandardCharsets.UTF_8).strip())));
            }
        }
        return rows;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TRUNCATE shop.product",
                "ALTER TABLE shop.product ALTER id TYPE bigint",
                "VACUUM FULL shop.product",
                "DROP TABLE shop.product",
                "ALTER TABLE shop.product RENAME TO goods",
                "ALTER TABLE shop.product RENAME TO goods; CREATE TABLE shop.product (id int, name text, code text)",
                "ALTER SCHEMA shop RENAME TO store",
                "ALTER TABLE shop.product DROP code",
                "ALTER TABLE shop.product DROP code; ALTER TABLE shop.product ADD code varchar(20)",
                "ALTER TABLE shop.product RENAME code TO sku",
                """
                ALTER TABLE shop.product RENAME name TO other; ALTER TABLE shop.product RENAME code TO name;
                ALTER TABLE shop.product RENAME other TO code
                """
            })
    void rows_that_cannot_be_copied_as_they_were_fail_the_snapshot(String change) {
        RestoreException failure = catchThrowableOfType(RestoreException.class, () -> copyAfter(change));

        assertThat(failure).as(change).isNotNull();
        assertThat(failure.code()).as(failure.fact()).isEqualTo(ErrorCode.SCHEMA_CHANGED);
        assertThat(failure)
                .hasMessageStartingWith("Cannot copy shop.product: it was ")
                .hasMessageContaining("after the snapshot's moment");
        assertThat(failure.hint()).contains("Take it again");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE shop.product ADD colour text DEFAULT 'red'",
                "ALTER TABLE shop.product ALTER name TYPE text",
                "CREATE INDEX ON shop.product (name)",
                "VACUUM shop.product",
                "DELETE FROM shop.product",
                "UPDATE shop.product SET name = 'damaged'",
                "INSERT INTO shop.product VALUES (3, 'new', 'N')",
                "CREATE TABLE shop.another (id int)"
            })
    void changes_that_leave_the_rows_of_the_moment_in_place_are_not_noticed(String change) throws SQLException {
        assertThat(copyAfter(change)).containsExactly("1,tea,T", "2,salt,S");
    }

    @Test
    void a_snapshot_during_which_a_table_was_emptied_is_none() throws SQLException {
        SnapshotSource emptied = () -> {
            SnapshotSource.View view = engine.source().open();
            truncate();
            return view;
        };
        SnapshotTaker taker = new SnapshotTaker(
                emptied, engine.objects, engine.layout, "shop", engine.smallPieces(), Runnable::run, Clock.systemUTC());

        RestoreException failure = catchThrowableOfType(
                RestoreException.class, () -> taker.take(engine.nextSnapshotId(), Tier.MANUAL, Progress.NONE));

        assertThat(failure.code()).isEqualTo(ErrorCode.SCHEMA_CHANGED);
        assertThat(engine.sweeper().listFinished()).isEmpty();
    }

    private void truncate() {
        try {
            engine.sql("TRUNCATE shop.product");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_reader_holds_the_locks_of_no_table_but_the_one_it_copies() throws SQLException {
        engine.sql("CREATE TABLE shop.tag (id int PRIMARY KEY); INSERT INTO shop.tag VALUES (1)");
        try (SnapshotSource.View view = engine.source().open();
                SnapshotSource.Reader reader = view.openReader()) {
            Map<TableId, List<TableRange>> ranges = view.ranges(1 << 20);
            List<String> held = new ArrayList<>();

            for (TableShape table : view.schema().tables()) {
                reader.copy(table, ranges.getOrDefault(table.id(), List.of()).get(0), row -> held.add(tablesLocked()));
            }

            assertThat(held).containsExactly("product", "product", "tag");
            assertThat(tablesLocked()).isEqualTo("null");
        }
    }

    private String tablesLocked() {
        try {
            return engine.texts("""
                            SELECT string_agg(DISTINCT c.relname, ' ')
                            FROM pg_locks l
                            JOIN pg_class c ON c.oid = l.relation AND c.relnamespace = 'shop'::regnamespace AND c.relkind = 'r'
                            WHERE l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                            """).get(0);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
