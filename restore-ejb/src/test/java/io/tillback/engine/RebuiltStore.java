package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.TableId;
import io.tillback.shipment.Rebuilt;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds what was built again of a random store, in another database, against what the log says of the lost one. */
final class RebuiltStore {
    private final RandomStore store;
    private final Engine other;
    private final String run;

    /** @param run told where something differs */
    RebuiltStore(RandomStore store, Engine other, String run) {
        this.store = store;
        this.other = other;
        this.run = run;
    }

    /** What the store's own migration would bring: types, and functions. */
    void prepare() throws SQLException {
        String everyType = Witness.script("every-type.sql");
        other.sql(everyType.substring(0, everyType.indexOf("-- Ten types to a table")));
        for (String function : store.engine.texts("SELECT pg_get_functiondef(oid) FROM pg_proc"
                + " WHERE pronamespace = '\"every type\"'::regnamespace AND proname IN ('write', 'skip')")) {
            other.sql(function);
        }
        for (String schema : store.schema.schemas()) {
            other.sql("CREATE SCHEMA " + Engine.quote(schema));
        }
        for (TableId table : other.tables()) {
            other.sql("DROP TABLE " + Engine.quote(table) + " CASCADE");
        }
    }

    /** @param truth as of the moment whose state the table has */
    void requireTrue(Rebuilt.Table table, TrueRows truth) throws SQLException {
        requireSame(table, truth.of(pieces(table.id())));
    }

    private void requireSame(Rebuilt.Table table, Map<RowHash, Integer> truth) throws SQLException {
        Map<RowHash, Integer> found = rows(table.id());
        Set<RowHash> all = new HashSet<>(found.keySet());
        all.addAll(truth.keySet());
        assertThat(all)
                .filteredOn(row -> !found.getOrDefault(row, 0).equals(truth.getOrDefault(row, 0)))
                .extracting(row -> "%d times, truly %d: %s"
                        .formatted(found.getOrDefault(row, 0), truth.getOrDefault(row, 0), store.witness.text(row)))
                .as("%s, %s\n%s", table, run, store.schema)
                .isEmpty();
        assertThat(table.rows())
                .isEqualTo(found.values().stream().mapToLong(count -> count).sum());
    }

    private Map<RowHash, Integer> rows(TableId table) throws SQLException {
        Map<RowHash, Integer> found = new HashMap<>();
        String printed =
                RowHash.printed(other.texts("""
                        SELECT attname FROM pg_attribute
                        WHERE attrelid = '%s'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
                        """.formatted(Engine.quote(table).replace("'", "''"))), "l.");
        try (Connection connection = other.database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            for (String setting : RowHash.PINNED_SETTINGS) {
                statement.execute(setting);
            }
            try (ResultSet rows = statement.executeQuery(
                    "SELECT md5(%s), %s FROM %s l".formatted(printed, printed, other.rowsOf(table)))) {
                while (rows.next()) {
                    RowHash hash = RowHash.parse(rows.getString(1));
                    found.merge(hash, 1, Integer::sum);
                    store.witness.remember(hash, rows.getString(2));
                }
            }
        }
        return found;
    }

    private List<Integer> pieces(TableId table) throws SQLException {
        return store
                .engine
                .texts("SELECT '%1$s'::regclass::oid UNION SELECT relid::oid FROM pg_partition_tree('%1$s'::regclass)"
                        .formatted(Engine.quote(table).replace("'", "''")))
                .stream()
                .map(Integer::valueOf)
                .toList();
    }
}
