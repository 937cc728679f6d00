package io.tillback.snapshot;

import io.tillback.model.ColumnName;
import java.nio.charset.StandardCharsets;
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

    /** Index of the comma or line end after the field that starts at {@code start}. */
    static int endOfField(byte[] row, int start) {
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

    /** Finds where rows end. Most rows hold no quotes, and then the next line end is theirs, found many bytes at a time. */
    static final class Rows {
        private final byte[] csv;
        private final String octets;
        private int nextQuote;

        Rows(byte[] csv) {
            this.csv = csv;
            this.octets = new String(csv, StandardCharsets.ISO_8859_1);
            this.nextQuote = octets.indexOf('"');
        }

        /** Index after the line end of the row that starts at {@code start}; to be asked of one row after the other. */
        int endOf(int start) {
            int lineEnd = octets.indexOf('\n', start);
            if (lineEnd >= 0 && (nextQuote < 0 || nextQuote > lineEnd)) {
                return lineEnd + 1;
            }
            int end = endOfQuoted(start);
            nextQuote = octets.indexOf('"', end);
            return end;
        }

        private int endOfQuoted(int start) {
            int at = endOfField(csv, start);
            while (at < csv.length && csv[at] == ',') {
                at = endOfField(csv, at + 1);
            }
            return Math.min(at + 1, csv.length);
        }
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
