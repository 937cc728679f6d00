package io.tillback.snapshot;

import io.tillback.model.ColumnName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * As much of CSV as the engine itself has to read and write: a header, a row's first fields, where rows end. The database
 * does the rest.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>; line end is LF, as PostgreSQL writes it
 */
final class Csv {
    private Csv() {}

    static byte[] header(List<ColumnName> columns) {
        List<String> quoted = columns.stream()
                .map(column -> '"' + column.value().replace("\"", "\"\"") + '"')
                .toList();
        return (String.join(",", quoted) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The values of some fields of a row.
     *
     * @param row one row with its line end
     * @param wanted positions from 0, ascending
     */
    static List<String> fields(byte[] row, int[] wanted) {
        List<String> values = new ArrayList<>(wanted.length);
        int field = 0;
        int start = 0;
        for (int next : wanted) {
            while (field < next) {
                start = endOfField(row, start) + 1;
                field++;
            }
            values.add(value(row, start, endOfField(row, start)));
        }
        return values;
    }

    /** Index of the comma or line end after the field that starts at {@code start}. */
    private static int endOfField(byte[] row, int start) {
        boolean quoted = false;
        int at = start;
        while (at < row.length) {
            byte octet = row[at];
            if (octet == '"') {
                quoted = !quoted;
            } else if (!quoted && (octet == ',' || octet == '\n')) {
                return at;
            }
            at++;
        }
        return at;
    }

    private static String value(byte[] row, int start, int end) {
        if (end - start >= 2 && row[start] == '"') {
            return new String(row, start + 1, end - start - 2, StandardCharsets.UTF_8).replace("\"\"", "\"");
        }
        return new String(row, start, end - start, StandardCharsets.UTF_8);
    }

    /** Counts rows in CSV that arrives in pieces: line ends outside quotes. */
    static final class RowCounter {
        private boolean quoted;
        private long rows;

        void accept(byte[] bytes, int length) {
            for (int at = 0; at < length; at++) {
                if (bytes[at] == '"') {
                    quoted = !quoted;
                } else if (bytes[at] == '\n' && !quoted) {
                    rows++;
                }
            }
        }

        long rows() {
            return rows;
        }
    }
}
