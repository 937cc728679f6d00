package io.tillback.engine;

import io.tillback.engine.WalTransactions.TrueRow;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.ColumnName;
import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.plan.RowAction;
import io.tillback.plan.TablePlan;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One preview, what came between, and what became of the apply.
 *
 * @param planned the rows to write, as the plan's own tables had them before the apply
 * @param refusal empty if it was committed
 * @param transaction of the apply, if it was committed
 */
record Interleaving(
        String number,
        Plan plan,
        List<PlannedRow> planned,
        Optional<RestoreException> refusal,
        Optional<Long> transaction) {
    /**
     * @param key as the plan has it: of rows without a key a digest, and which of the equal ones
     * @param live the values that the plan compares and writes; empty where the row is to come
     * @param target empty where it is to go
     */
    record PlannedRow(TablePlan table, RowAction action, RowKey key, Optional<TrueRow> live, Optional<TrueRow> target) {
        TableId id() {
            return table.table();
        }

        List<String> columns() {
            return table.columns().stream().map(ColumnName::value).toList();
        }

        boolean isAddedWithoutKey() {
            return action == RowAction.CREATE && table.key().isEmpty();
        }

        /** As refusals name it. */
        String name() {
            return id() + " " + key;
        }

        @Override
        public String toString() {
            return action + " " + name() + " from " + live + " to " + target;
        }
    }

    boolean isRefused(ErrorCode code) {
        return refusal.filter(refused -> refused.code() == code).isPresent();
    }

    /** What a plan is about to write, read past the engine. */
    static List<PlannedRow> read(Connection connection, Plan plan) throws SQLException {
        List<PlannedRow> planned = new ArrayList<>();
        for (TablePlan table : plan.tables()) {
            List<String> names = table.columns().stream().map(ColumnName::value).toList();
            int keys = table.key().isEmpty() ? 2 : table.key().size();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("""
                            SELECT action, ARRAY[%s], ARRAY[%s]::text[], ARRAY[%s]::text[]
                            FROM tillback.plan_%s_%d p
                            WHERE action <> 'KEEP'
                            """.formatted(
                                    IntStream.rangeClosed(1, keys)
                                            .mapToObj(i -> "k" + i + "::text")
                                            .collect(Collectors.joining(", ")),
                                    fields(names, "live"),
                                    fields(names, "target"),
                                    plan.id(),
                                    table.number()))) {
                while (row.next()) {
                    RowAction action = RowAction.valueOf(row.getString(1));
                    planned.add(new PlannedRow(
                            table,
                            action,
                            new RowKey(texts(row.getArray(2))),
                            Optional.of(row(names, texts(row.getArray(3)))).filter(some -> action != RowAction.CREATE),
                            Optional.of(row(names, texts(row.getArray(4))))
                                    .filter(some -> action != RowAction.REMOVE)));
                }
            }
        }
        return planned;
    }

    private static String fields(List<String> names, String row) {
        return names.stream()
                .map(name -> "(p.%s).%s::text".formatted(row, Engine.quote(name)))
                .collect(Collectors.joining(", "));
    }

    private static List<String> texts(Array array) throws SQLException {
        return Arrays.asList((String[]) array.getArray());
    }

    private static TrueRow row(List<String> names, List<String> texts) {
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            if (texts.get(i) != null) {
                values.put(names.get(i), texts.get(i));
            }
        }
        return new TrueRow(values);
    }
}
