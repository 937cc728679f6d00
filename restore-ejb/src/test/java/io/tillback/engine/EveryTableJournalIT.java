package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.journal.RowLives.Whereabouts;
import io.tillback.model.ColumnName;
import io.tillback.model.Moment;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreTarget;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.plan.RowLife;
import io.tillback.shipment.Rebuilt;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables and types of every kind, through the journal: back to an instant, rows by their keys, and a lost database. */
@SuppressWarnings("NullAway.Init")
class EveryTableJournalIT {
    private Engine engine;

    @AfterEach
    void close() {
        engine.close();
    }

    private Set<TableId> record(String tables) throws SQLException {
        engine = Engine.on(Witness.script(tables));
        engine.record();
        return engine.journal().findCovered(engine.journal().beat()).keySet();
    }

    private static List<String> differences(Witness witness, Set<TableId> tables) throws SQLException {
        return witness.differences().stream()
                .filter(difference -> tables.stream().anyMatch(table -> difference.startsWith(table + " ")))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"every-table.sql", "every-type.sql"})
    void all_tables_come_back_from_the_journal_and_the_restore_can_be_taken_back(String tables) throws SQLException {
        Set<TableId> recorded = record(tables);
        Witness witness = Witness.of(engine);
        Moment before = engine.journal().beat();
        engine.superuserSql(Witness.script("damage-" + tables));
        Witness damaged = Witness.of(engine);
        assertThat(differences(witness, recorded)).isNotEmpty();

        engine.apply(engine.planAt(before, RebuiltRows.request(recorded)));
        assertThat(differences(witness, recorded)).isEmpty();

        Moment restored = engine.journal().beat();
        engine.superuserSql(Witness.script("damage-" + tables));
        engine.apply(engine.planAt(restored, RebuiltRows.request(recorded)));
        assertThat(differences(witness, recorded)).isEmpty();
        assertThat(differences(damaged, recorded)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"every-table.sql", "every-type.sql"})
    void all_tables_stand_again_in_another_database(String tables) throws SQLException {
        Set<TableId> recorded = record(tables);
        Shipping shipping = Shipping.of(engine);
        shipping.ship();
        engine.takeSnapshot();
        Map<TableId, String> then = rows(engine, engine.tables());
        engine.superuserSql(Witness.script("damage-" + tables));
        shipping.ship();
        engine.superuserSql("SET session_replication_role = replica;" + deletesOfSome(recorded));
        shipping.ship();
        Map<TableId, String> last = rows(engine, engine.tables());
        Engine other = Engine.on(Witness.script(tables));
        try {
            dropTables(other);

            Rebuilt rebuilt = shipping.rebuildIn(other);

            assertThat(rebuilt.problems())
                    .allMatch(problem -> problem.startsWith("table Select.policed: row-level security"));
            assertThat(rebuilt.tables())
                    .extracting(Rebuilt.Table::id)
                    .containsExactlyInAnyOrderElementsOf(engine.tables());
            Map<TableId, String> expected = new HashMap<>(last);
            rebuilt.tables().stream()
                    .filter(table -> table.asOf().isPresent())
                    .forEach(table -> expected.put(table.id(), then.get(table.id())));
            assertThat(rows(other, other.tables())).isEqualTo(expected);
            assertThat(rebuilt.tables().stream()
                            .filter(table -> table.asOf().isEmpty())
                            .map(Rebuilt.Table::id)
                            .collect(Collectors.toSet()))
                    .isEqualTo(recorded);
            assertThat(RebuildShapesIT.built(other)).isEqualTo(RebuildShapesIT.built(engine));
        } finally {
            other.close();
        }
    }

    private static String deletesOfSome(Set<TableId> tables) {
        return tables.stream()
                .map(table -> "DELETE FROM ONLY %1$s WHERE ctid IN (SELECT ctid FROM ONLY %1$s LIMIT 2)"
                        .formatted(Engine.quote(table)))
                .collect(Collectors.joining(";"));
    }

    private static void dropTables(Engine other) throws SQLException {
        for (TableId table : other.tables()) {
            other.superuserSql("DROP TABLE IF EXISTS " + Engine.quote(table) + " CASCADE");
        }
        other.superuserSql("DROP VIEW IF EXISTS over_triggered");
    }

    /** How many rows, and a sum of what they print. */
    private static Map<TableId, String> rows(Engine engine, List<TableId> tables) throws SQLException {
        Map<TableId, String> rows = new HashMap<>();
        for (TableId table : tables) {
            rows.put(
                    table,
                    engine.texts(
                                    "SELECT count(*) || ' ' || COALESCE(sum(hashtextextended(t::text, 0)::numeric), 0) FROM %s t"
                                            .formatted(engine.rowsOf(table)))
                            .get(0));
        }
        return rows;
    }

    @Test
    void a_row_of_any_key_is_found_and_comes_back_by_it() throws SQLException {
        Set<TableId> recorded = record("every-table.sql");
        engine.superuserSql("DROP TRIGGER before ON triggered; DROP TRIGGER \"always ?\" ON triggered;"
                + " DROP RULE \"no \"\"deletes\"\"\" ON ruled");
        Witness witness = Witness.of(engine);
        engine.journal().beat();
        Map<TableId, RowKey> gone = new LinkedHashMap<>();
        for (TableId table : recorded) {
            deleteOne(engine.live().findTable(table).orElseThrow()).ifPresent(key -> gone.put(table, key));
        }
        engine.journal().beat();
        assertThat(gone).hasSizeGreaterThan(30);

        for (Map.Entry<TableId, RowKey> row : gone.entrySet()) {
            RowLife life = engine.biographer().load(row.getKey(), row.getValue(), "", 10);
            assertThat(life.now()).as("%s", row).isEqualTo(Whereabouts.GONE);
            assertThat(life.changes()).as("%s", row).hasSize(1);
            assertThat(life.lastHeld()).as("%s", row).isPresent();
        }
        engine.apply(engine.planNewest(new RestoreRequest(
                new RestoreTarget.NewestHolding(),
                gone.entrySet().stream()
                        .map(row -> Requests.rows(row.getKey(), new RowScope.Keys(List.of(row.getValue()))))
                        .toList(),
                RestorePolicy.bringBack())));
        assertThat(differences(witness, gone.keySet())).isEmpty();
    }

    private Optional<RowKey> deleteOne(TableShape table) throws SQLException {
        List<RowKey> keys = keys(table);
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        RowKey key = keys.get(keys.size() - 1);
        engine.superuserSql("SET session_replication_role = replica; DELETE FROM %s t WHERE ARRAY[%s] = %s"
                .formatted(engine.rowsOf(table.id()), printed(table), literal(key)));
        assertThat(keys(table)).as("%s", table.id()).hasSize(keys.size() - 1);
        return Optional.of(key);
    }

    private List<RowKey> keys(TableShape table) throws SQLException {
        return engine
                .texts("SELECT array_to_string(ARRAY[%s], chr(1)) FROM %s t ORDER BY 1"
                        .formatted(printed(table), engine.rowsOf(table.id())))
                .stream()
                .map(joined -> new RowKey(Arrays.asList(joined.split("\1", -1))))
                .toList();
    }

    private static String printed(TableShape table) {
        return table.key().stream()
                .map(ColumnName::value)
                .map(name -> "concat(t." + Engine.quote(name) + ")")
                .collect(Collectors.joining(", "));
    }

    private static String literal(RowKey key) {
        return key.values().stream()
                .map(value -> "'" + value.replace("'", "''") + "'")
                .collect(Collectors.joining(", ", "ARRAY[", "]"));
    }
}
