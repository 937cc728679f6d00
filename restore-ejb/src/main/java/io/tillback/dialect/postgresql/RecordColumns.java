package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.quote;

import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.Companion;
import io.tillback.model.TableShape;

/**
 * The columns that a record has before those of its row, named unlike any of these.
 *
 * @param position grows within a row's history, says nothing of the order of commits
 * @param transaction that made the change
 * @param time when its statement began
 * @param operation I: the key came. U: the row as it was before it changed. D, T: as it was before it was deleted or
 *     truncated. M: the key went, because the row took another one
 * @param backend the process that ran it; who that is, {@code tillback.journal_transaction} tells
 * @param began where the position stood when the statement began, if other records were written while it ran: it changed
 *     the row before those did
 */
record RecordColumns(String position, String transaction, String time, String operation, String backend, String began) {
    static final int COUNT = 6;

    static RecordColumns of(TableShape table) {
        return new RecordColumns(
                free(table, "journal_position"),
                free(table, "journal_transaction"),
                free(table, "journal_time"),
                free(table, "journal_operation"),
                free(table, "journal_backend"),
                free(table, "journal_began"));
    }

    /** A name that the table has not, quoted. */
    static String free(TableShape table, String name) {
        String free = name;
        while (table.findColumn(new ColumnName(free)).isPresent()) {
            free += "_";
        }
        return quote(free);
    }

    static String tableOf(Companion companion) {
        return "tillback.journal_" + companion.number();
    }

    static String segmentOf(Companion companion, int segment) {
        return tableOf(companion) + "_" + segment;
    }

    /** Other types are the store's, and printed with their schema. */
    static boolean isBuiltIn(Column column) {
        return !column.values().type().contains(".");
    }

    String definitions() {
        return ("%s pg_lsn NOT NULL, %s xid8 NOT NULL, %s timestamp with time zone NOT NULL, %s \"char\" NOT NULL,"
                        + " %s integer NOT NULL, %s pg_lsn")
                .formatted(position, transaction, time, operation, backend, began);
    }

    String names() {
        return String.join(", ", position, transaction, time, operation, backend, began);
    }
}
