package io.tillback.engine;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Understands what {@code pgoutput} says (version 1 of its protocol), of tables with {@code REPLICA IDENTITY FULL}: each
 * change names the row that went and the one that came.
 */
final class WalMessages {
    /** Rows that a table lost and gained, in order. */
    interface Changes {
        void begin(long commitPosition, int transaction);

        void came(int relation, byte[] printed);

        void went(int relation, byte[] printed);

        /** A row that stays one row, under whatever key. */
        default void updated(int relation, byte[] before, byte[] after) {
            went(relation, before);
            came(relation, after);
        }

        void truncated(int relation);

        /** What somebody wrote into the log. */
        void said(String prefix, String content);

        void commit();
    }

    private final Changes changes;
    private final Set<String> computed;
    private final Map<Integer, List<String>> columns = new HashMap<>();

    /** @param computed columns that are not looked at */
    WalMessages(Changes changes, Set<String> computed) {
        this.changes = changes;
        this.computed = computed;
    }

    void read(byte[] bytes) {
        ByteBuffer message = ByteBuffer.wrap(bytes);
        switch (message.get()) {
            case 'B' -> {
                long position = message.getLong();
                message.getLong();
                changes.begin(position, message.getInt());
            }
            case 'C' -> changes.commit();
            case 'R' -> readRelation(message);
            case 'I' -> readInsert(message);
            case 'U' -> readUpdate(message);
            case 'D' -> readDelete(message);
            case 'T' -> readTruncate(message);
            case 'M' -> readSaid(message);
            case 'O', 'Y' -> {}
            default -> throw new IllegalStateException("Unknown message: " + Arrays.toString(bytes));
        }
    }

    private void readRelation(ByteBuffer message) {
        int relation = message.getInt();
        readText(message);
        readText(message);
        if (message.get() != 'f') {
            throw new IllegalStateException("Relation " + relation + " does not log its old rows in full");
        }
        List<String> names = new ArrayList<>();
        for (int left = message.getShort(); left > 0; left--) {
            message.get();
            names.add(readText(message));
            message.getLong();
        }
        columns.put(relation, names);
    }

    private static String readText(ByteBuffer message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte next = message.get(); next != 0; next = message.get()) {
            bytes.write(next);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private void readInsert(ByteBuffer message) {
        int relation = message.getInt();
        changes.came(relation, printed(relation, readRow(message, new byte[0][])));
    }

    private void readUpdate(ByteBuffer message) {
        int relation = message.getInt();
        byte[][] old = readRow(message, new byte[0][]);
        changes.updated(relation, printed(relation, old), printed(relation, readRow(message, old)));
    }

    private void readDelete(ByteBuffer message) {
        int relation = message.getInt();
        changes.went(relation, printed(relation, readRow(message, new byte[0][])));
    }

    private void readTruncate(ByteBuffer message) {
        int relations = message.getInt();
        message.get();
        for (int i = 0; i < relations; i++) {
            changes.truncated(message.getInt());
        }
    }

    private void readSaid(ByteBuffer message) {
        message.get();
        message.getLong();
        String prefix = readText(message);
        byte[] content = new byte[message.getInt()];
        message.get(content);
        changes.said(prefix, new String(content, StandardCharsets.UTF_8));
    }

    /** @param old has the long values that did not change, and are not told again */
    private static byte[][] readRow(ByteBuffer message, byte[][] old) {
        message.get();
        byte @Nullable [][] row = new byte[message.getShort()][];
        for (int i = 0; i < row.length; i++) {
            byte kind = message.get();
            row[i] = switch (kind) {
                case 'n' -> null;
                case 'u' -> old[i];
                case 't' -> {
                    byte[] value = new byte[message.getInt()];
                    message.get(value);
                    yield value;
                }
                default -> throw new IllegalStateException("Unknown kind of value: " + kind);
            };
        }
        return row;
    }

    /** As {@link RowHash#printed} has it. */
    private byte[] printed(int relation, byte[][] row) {
        List<String> names = columns.getOrDefault(relation, List.of());
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        IntStream.range(0, row.length)
                .boxed()
                .filter(i -> !computed.contains(names.get(i)))
                .sorted(Comparator.comparing(names::get))
                .map(i -> row[i])
                .forEach(value -> {
                    printed.writeBytes((value == null ? "-" : value.length + ":").getBytes(StandardCharsets.US_ASCII));
                    printed.writeBytes(value == null ? new byte[0] : value);
                });
        return printed.toByteArray();
    }
}
