package io.tillback.engine;

import io.tillback.engine.GapTable.Reference;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/** Random statements of a store with {@link GapTables}. Some are refused, by its foreign keys or since another session waits. */
final class GapStatements {
    static final int KEYS = 9;
    private static final List<String> VALUES = List.of("NULL", "''", "'a'", "'b'", "'A'");

    private final GapTables shop;
    private final Random random;

    GapStatements(GapTables shop, Random random) {
        this.shop = shop;
        this.random = random;
    }

    private <T> T pick(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    private int key() {
        return 1 + random.nextInt(KEYS);
    }

    /** All that there is at first. */
    List<String> first() {
        return shop.tables().stream().map(GapStatements::first).toList();
    }

    private static String first(GapTable table) {
        String leading = table.leading().stream()
                .map(column ->
                        column.equals("seller") ? "'s' || 1 + n % 2" : column.equals("other") ? "(n + 1) / 2" : "n")
                .collect(Collectors.joining(", "));
        return "INSERT INTO %s SELECT n, %s, 'a', n, NULL FROM generate_series(1, 6) n".formatted(table.id(), leading);
    }

    private String leading(GapTable table) {
        return table.leading().stream().map(column -> leads(table, column)).collect(Collectors.joining(", "));
    }

    /** Most often what leads to a seller, or to a row: a key that may be missing, or one that is there. */
    private String leads(GapTable table, String column) {
        Optional<Reference> reference = table.references().stream()
                .filter(some -> some.column().equals(column))
                .findFirst();
        if (reference.isEmpty()) {
            return pick(GapTables.SELLERS);
        }
        return switch (random.nextInt(6)) {
            case 0 -> "NULL";
            case 1 -> String.valueOf(key());
            default ->
                "(SELECT id FROM %s ORDER BY abs(id - %d), id LIMIT 1)"
                        .formatted(reference.orElseThrow().to(), key());
        };
    }

    String next() {
        GapTable table = pick(shop.tables());
        int key = key();
        int other = key();
        String value = pick(VALUES);
        return switch (random.nextInt(shop.movesKeys() ? 18 : 16)) {
            case 0, 1, 2 ->
                "INSERT INTO %s VALUES (%d, %s, %s, %d, %s) ON CONFLICT DO NOTHING"
                        .formatted(table.id(), key, leading(table), value, other, value);
            case 3, 4 -> "DELETE FROM %s WHERE id = %d".formatted(table.id(), key);
            case 5 -> "UPDATE %s SET a = %s WHERE id %% 3 = %d".formatted(table.id(), value, other % 3);
            case 6, 7 ->
                "UPDATE %s SET b = %d.%s WHERE id = %d"
                        .formatted(table.id(), other % 3, key % 2 == 0 ? "0" : "00", key);
            case 8, 9 -> "UPDATE %s SET c = %s, a = %s WHERE id = %d".formatted(table.id(), value, value, key);
            case 10 ->
                "INSERT INTO %s VALUES (%d, %s, %s, 7, %s) ON CONFLICT (id) DO UPDATE SET a = EXCLUDED.a"
                        .formatted(table.id(), key, leading(table), value, value);
            case 11 -> many(table);
            case 12, 13 -> "UPDATE %s SET a = %s WHERE id = %d".formatted(table.id(), value, key);
            case 14, 15 -> {
                String column = pick(table.leading());
                yield "UPDATE %s SET %s = %s WHERE id = %d".formatted(table.id(), column, leads(table, column), key);
            }
            default ->
                "UPDATE %1$s SET id = %2$d WHERE id = %3$d AND NOT EXISTS (SELECT FROM %1$s WHERE id = %2$d)"
                        .formatted(table.id(), key, other);
        };
    }

    private String many(GapTable table) {
        return switch (random.nextInt(8)) {
            case 0 -> "TRUNCATE %s CASCADE".formatted(table.id());
            case 1 -> "DELETE FROM %s WHERE id %% 2 = 0".formatted(table.id());
            default -> "UPDATE %s SET c = 'all'".formatted(table.id());
        };
    }
}
