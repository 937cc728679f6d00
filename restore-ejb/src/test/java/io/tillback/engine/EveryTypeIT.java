package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.Condition;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every type of the database, with the values at its edges, comes back as it was, however it is asked for. */
class EveryTypeIT {
    private static Engine engine;
    private static Witness witness;
    private static Manifest manifest;
    private static List<TableId> tables;

    @BeforeAll
    static void take_a_snapshot_of_every_type() throws SQLException {
        engine = Engine.on(Witness.script("every-type.sql"));
        witness = Witness.of(engine);
        manifest = engine.takeSnapshot();
        tables = engine.tables().stream()
                .filter(table -> table.name().startsWith("of "))
                .toList();
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    /** Each test damages what the one before restored. */
    @AfterEach
    void nothing_differs_in_what_it_prints_nor_in_its_bytes() throws SQLException {
        assertThat(witness.differences()).isEmpty();
        for (TableId table : tables) {
            if (!table.name().equals("of earlier forms")) {
                assertThat(witness.differencesInBytes(table)).as(table.name()).isZero();
            }
        }
    }

    /** Sets every value, or every other, to null. */
    private static void damage(String more, String where) throws SQLException {
        for (TableId table : tables) {
            String nulls = values(table).stream()
                    .map(name -> Engine.quote(name.value()) + " = NULL")
                    .collect(Collectors.joining(", "));
            engine.sql("UPDATE " + Engine.quote(table) + " SET " + nulls + more + " WHERE " + where);
        }
        assertThat(witness.differences()).hasSameSizeAs(tables);
    }

    private static List<ColumnName> values(TableId table) {
        return manifest.findTable(table).orElseThrow().shape().columns().stream()
                .map(Column::name)
                .filter(name -> !Set.of("id", "untouched").contains(name.value()))
                .toList();
    }

    private static Plan restore(Function<TableId, ColumnScope> columns, RowScope rows) throws SQLException {
        List<RestoreScope> scopes = tables.stream()
                .map(table -> new RestoreScope(table, columns.apply(table), rows))
                .toList();
        Plan plan = engine.plan(Requests.request(manifest, Requests.EXACTLY, scopes), manifest);
        engine.apply(plan);
        return plan;
    }

    @Test
    void whole_tables_come_back() throws SQLException {
        engine.sql(Witness.script("damage-every-type.sql"));

        Plan plan = restore(table -> new ColumnScope.AllColumns(), new RowScope.AllRows());

        assertThat(plan.tables()).hasSizeGreaterThan(9);
        assertThat(plan.tables())
                .allMatch(table -> table.counts().remove() > 0 && table.counts().create() > 0);
    }

    @Test
    void nothing_is_planned_where_nothing_was_damaged() throws SQLException {
        Plan plan = engine.plan(Requests.wholeTables(manifest, tables.toArray(TableId[]::new)), manifest);

        assertThat(plan.tables())
                .filteredOn(table -> table.counts().toWrite() > 0)
                .isEmpty();
    }

    @Test
    void the_damaged_columns_come_back() throws SQLException {
        damage("", "id % 2 = 1");

        restore(table -> new ColumnScope.Columns(values(table)), new RowScope.AllRows());
    }

    @Test
    void rows_come_back_by_their_keys() throws SQLException {
        engine.sql(Witness.script("damage-every-type.sql"));
        List<RowKey> keys = IntStream.of(0, 1000, 5000, 6000)
                .flatMap(from -> IntStream.range(from, from + 100))
                .mapToObj(id -> RowKey.of(String.valueOf(id)))
                .toList();

        restore(table -> new ColumnScope.AllColumns(), new RowScope.Keys(keys));
    }

    @Test
    void rows_come_back_where_a_condition_holds() throws SQLException {
        damage(", untouched = 'damaged?'", "id % 3 > 0");

        restore(
                table -> new ColumnScope.AllColumns(),
                Requests.where(Requests.compare("untouched", Condition.Operator.EQUAL, "damaged?")));
    }
}
