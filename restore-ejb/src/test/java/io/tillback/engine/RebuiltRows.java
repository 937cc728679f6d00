package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.ColumnName;
import io.tillback.model.Moment;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.AddedRows;
import io.tillback.model.RestorePolicy.ChangedRows;
import io.tillback.model.RestorePolicy.MissingRows;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.plan.TablePlan;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Holds what the journal rebuilds against what the log says, row by row, while nobody changes the store. */
final class RebuiltRows {
    private static final RestorePolicy EXACTLY =
            new RestorePolicy(MissingRows.CREATE, ChangedRows.BRING_BACK, AddedRows.REMOVE, StoreTriggers.SUPPRESS);

    private final Engine engine;
    private final WalWitness witness;
    private final String run;

    /** @param run told where something differs */
    RebuiltRows(Engine engine, WalWitness witness, String run) {
        this.engine = engine;
        this.witness = witness;
        this.run = run;
    }

    /** The live rows with the plan's changes made. */
    void requireTrue(Moment moment, Collection<TableId> tables, TrueRows truth) throws SQLException {
        if (tables.isEmpty()) {
            return;
        }
        requireTrue(engine.planAt(moment, request(tables)), moment, tables, truth);
    }

    /** The live rows with these changes made. */
    void requireTrue(Plan plan, Moment moment, Collection<TableId> tables, TrueRows truth) throws SQLException {
        for (TableId table : tables) {
            TablePlan planned = plan.findTable(table).orElseThrow();
            requireSame(table + " at " + moment, rows(rebuilt(plan, planned)), truth.of(pieces(table)));
        }
        engine.workspace().drop(plan.id());
    }

    /** The live rows as they are. */
    void requireTrueNow(Collection<TableId> tables, TrueRows truth) throws SQLException {
        for (TableId table : tables) {
            String live = "SELECT md5(%1$s), %1$s FROM %2$s l"
                    .formatted(RowHash.printed(storedColumns(table), "l."), engine.rowsOf(table));
            requireSame(table + " now", rows(live), truth.of(pieces(table)));
        }
    }

    static RestoreRequest request(Collection<TableId> tables) {
        return new RestoreRequest(
                new RestoreTarget.AtInstant(Instant.EPOCH),
                tables.stream().map(RestoreScope::wholeTable).toList(),
                EXACTLY);
    }

    private void requireSame(String what, Map<RowHash, Integer> found, Map<RowHash, Integer> truth) {
        Set<RowHash> differing = new HashSet<>(found.keySet());
        differing.addAll(truth.keySet());
        differing.removeIf(row -> found.getOrDefault(row, 0).equals(truth.getOrDefault(row, 0)));
        long missing = differing.stream()
                .filter(row -> found.getOrDefault(row, 0) < truth.getOrDefault(row, 0))
                .count();
        assertThat(differing)
                .extracting(row -> "%d times, truly %d: %s"
                        .formatted(found.getOrDefault(row, 0), truth.getOrDefault(row, 0), witness.text(row)))
                .as(
                        "%s: of %d rows %d are missing and %d too many; %s",
                        what, truth.size(), missing, differing.size() - missing, run)
                .isEmpty();
    }

    private String rebuilt(Plan plan, TablePlan planned) throws SQLException {
        List<String> columns = planned.columns().stream().map(ColumnName::value).toList();
        assertThat(columns).containsExactlyInAnyOrderElementsOf(storedColumns(planned.table()));
        String rows = "tillback.plan_%s_%d".formatted(plan.id(), planned.number());
        String target = RowHash.printed(columns, "(target).");
        String live = RowHash.printed(columns, "l.");
        return """
                SELECT md5(%s), %s FROM %s WHERE action IN ('CREATE', 'CHANGE')
                UNION ALL
                SELECT md5(%s), %s FROM %s l
                WHERE %s NOT IN (SELECT %s FROM %s WHERE action IN ('CHANGE', 'REMOVE'))
                """.formatted(
                target,
                target,
                rows,
                live,
                live,
                engine.rowsOf(planned.table()),
                RowHash.printed(planned.key().stream().map(name -> "l." + Engine.quote(name.value()))),
                RowHash.printed(IntStream.rangeClosed(1, planned.key().size()).mapToObj(i -> "k" + i)),
                rows);
    }

    private Map<RowHash, Integer> rows(String query) throws SQLException {
        Map<RowHash, Integer> found = new HashMap<>();
        try (Connection connection = engine.database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            for (String setting : RowHash.PINNED_SETTINGS) {
                statement.execute(setting);
            }
            try (ResultSet rows = statement.executeQuery(query)) {
                while (rows.next()) {
                    RowHash hash = RowHash.parse(rows.getString(1));
                    found.merge(hash, 1, Integer::sum);
                    witness.remember(hash, rows.getString(2));
                }
            }
        }
        return found;
    }

    private List<String> storedColumns(TableId table) throws SQLException {
        return engine.texts("""
                SELECT attname FROM pg_attribute
                WHERE attrelid = '%s'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
                """.formatted(Engine.quote(table).replace("'", "''")));
    }

    private List<Integer> pieces(TableId table) throws SQLException {
        List<Integer> pieces = new ArrayList<>();
        String quoted = Engine.quote(table).replace("'", "''");
        for (String oid : engine.texts(
                "SELECT '%1$s'::regclass::oid UNION SELECT relid::oid FROM pg_partition_tree('%1$s'::regclass)"
                        .formatted(quoted))) {
            pieces.add(Integer.parseInt(oid));
        }
        return pieces;
    }
}
