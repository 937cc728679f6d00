package io.tillback.snapshot;

import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.TableShape;
import java.util.List;

/**
 * Finds a row's key among its CSV fields, without making objects of it: every row of a snapshot passes here.
 *
 * <p>Holds one row at a time.
 */
final class KeyScanner {
    private static final byte[] NOTHING = new byte[0];

    private final int[] fields;
    private final int[] order;
    private final int[] starts;
    private final int[] ends;
    private byte[] bytes = NOTHING;

    /** @param table whose stored columns the rows hold, in its order */
    static KeyScanner of(TableShape table) {
        List<ColumnName> stored =
                table.storedColumns().stream().map(Column::name).toList();
        List<ColumnName> keyInRowOrder =
                stored.stream().filter(table.key()::contains).toList();
        return new KeyScanner(
                keyInRowOrder.stream().mapToInt(stored::indexOf).toArray(),
                table.key().stream().mapToInt(keyInRowOrder::indexOf).toArray());
    }

    /**
     * @param fields positions in the row from 0, ascending
     * @param order which of them each key column is
     */
    KeyScanner(int[] fields, int[] order) {
        this.fields = fields.clone();
        this.order = order.clone();
        this.starts = new int[fields.length];
        this.ends = new int[fields.length];
    }

    /** Looks at the row that begins at {@code start}; the bytes stay where they are. */
    void scan(byte[] csv, int start) {
        bytes = csv;
        int field = 0;
        int at = start;
        for (int i = 0; i < fields.length; i++) {
            while (field < fields[i]) {
                at = Csv.endOfField(csv, at) + 1;
                field++;
            }
            starts[i] = at;
            ends[i] = Csv.endOfField(csv, at);
        }
    }

    /** Lets go of the row: one of hundreds of MB is not kept until the next has come. */
    void forget() {
        bytes = NOTHING;
    }

    /** How many columns the key has. */
    int width() {
        return order.length;
    }

    /** A key column's value, of one of the whole-number types. */
    long number(int column) {
        int at = starts[order[column]];
        int end = ends[order[column]];
        boolean negative = bytes[at] == '-';
        if (negative) {
            at++;
        }
        // Counted downwards, since the least number has no positive counterpart.
        long value = 0;
        for (; at < end; at++) {
            value = value * 10 - (bytes[at] - '0');
        }
        return negative ? value : -value;
    }

    /** Appends a key column's value, as the database prints it. */
    void appendTo(ByteBuilder target, int column) {
        int at = starts[order[column]];
        int end = ends[order[column]];
        if (end - at < 2 || bytes[at] != '"') {
            target.append(bytes, at, end - at);
            return;
        }
        for (int i = at + 1; i < end - 1; i++) {
            target.append(bytes[i]);
            if (bytes[i] == '"') {
                i++;
            }
        }
    }
}
