package io.tillback.jdbc;

import io.tillback.journal.RowChange;
import io.tillback.journal.Who;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;

/** What those who read change records have in common. */
final class RecordRows {
    private static final int LONGEST_VALUE = 200;

    private RecordRows() {}

    static RowChange.Kind kind(String operation) {
        return switch (operation) {
            case "I" -> RowChange.Kind.ENTERED;
            case "U" -> RowChange.Kind.CHANGED;
            case "D" -> RowChange.Kind.DELETED;
            case "T" -> RowChange.Kind.TRUNCATED;
            case "M" -> RowChange.Kind.MOVED;
            default -> throw new IllegalArgumentException("No record has the operation " + operation);
        };
    }

    static String shortened(String text) {
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
    }

    /** @param first the column of the session's user */
    static Optional<Who> who(ResultSet row, int first) throws SQLException {
        String user = row.getString(first);
        return user == null
                ? Optional.empty()
                : Optional.of(new Who(
                        user,
                        row.getString(first + 1),
                        Optional.ofNullable(row.getString(first + 2)),
                        Optional.ofNullable(row.getString(first + 3)),
                        Optional.ofNullable(row.getString(first + 4)),
                        Optional.ofNullable(row.getString(first + 5))));
    }

    static Object texts(Stream<String> texts) {
        return texts.toArray(String[]::new);
    }
}
