package io.tillback.engine;

import io.tillback.engine.RandomTable.KeyType;
import io.tillback.engine.RandomTable.Kind;
import io.tillback.running.RunningPostgres;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Any statement that changes rows of a random schema. */
final class RandomStatements {
    /** What comes after it is not SQL, but lines to be copied. */
    static final String END_OF_COPY = " FROM STDIN\n";

    private final RandomSchema schema;
    private final Random random;

    RandomStatements(RandomSchema schema, Random random) {
        this.schema = schema;
        this.random = random;
    }

    String next() {
        int number = random.nextInt(schema.tables().size());
        RandomTable table = schema.table(number);
        return switch (random.nextInt(17)) {
            case 0, 1 -> insert(number, table);
            case 2, 3 -> upsert(table);
            case 4, 5 ->
                "UPDATE %s SET %s WHERE %s".formatted(only(table), table.setValues(random), table.isKey(key()));
            case 6 ->
                "UPDATE %s SET %s WHERE %s".formatted(table.sql(), table.setValues(random), table.isInPart(random));
            case 7 -> "UPDATE %s SET %s WHERE %s".formatted(table.sql(), table.setKey(key()), table.isKey(key()));
            case 8 -> swap(table);
            case 9 -> "DELETE FROM %s WHERE %s".formatted(only(table), table.isKey(key()));
            case 10 -> "DELETE FROM %s WHERE %s".formatted(table.sql(), table.isInPart(random));
            case 11 -> again(table);
            case 12 -> RunningPostgres.VERSION < 15 ? upsert(table) : merge(table);
            case 13 -> ofItsKind(table);
            case 14 -> "UPDATE %s SET %s".formatted(table.sql(), table.setValues(random));
            case 15 -> copy(table);
            default -> random.nextInt(6) == 0 ? truncate(table) : insert(number, table);
        };
    }

    private int key() {
        return random.nextInt(KeyType.COUNT);
    }

    private String only(RandomTable table) {
        return (random.nextBoolean() ? "" : "ONLY ") + table.sql();
    }

    private String insert(int number, RandomTable table) {
        String into = "INSERT INTO %s (%s) ".formatted(table.sql(), table.columns());
        // Of a key that is looked at later, nothing can be a conflict yet.
        String unlessThere = table.kind() == Kind.DEFERRED_KEY ? "" : " ON CONFLICT DO NOTHING";
        if (table.kind() == Kind.CHILD) {
            RandomTable parent = schema.table(number - 1);
            return into
                    + "SELECT %d, %s%s FROM %s WHERE %s"
                            .formatted(
                                    key(),
                                    parent.keyColumns(),
                                    typedValues(table),
                                    parent.sql(),
                                    parent.isInPart(random))
                    + unlessThere;
        }
        String rows = IntStream.rangeClosed(0, random.nextInt(KeyType.COUNT / 10))
                .mapToObj(i -> table.row(random))
                .collect(Collectors.joining(", "));
        return into + "VALUES " + rows + unlessThere;
    }

    /** Within a query, a literal has no type of its own. */
    private String typedValues(RandomTable table) {
        return table.values().stream()
                .map(column -> ", (" + RandomTable.value(column, random) + ")::" + column.type())
                .collect(Collectors.joining());
    }

    private String upsert(RandomTable table) {
        return "INSERT INTO %s (%s) VALUES %s".formatted(table.sql(), table.columns(), table.row(random))
                + (table.kind() == Kind.DEFERRED_KEY
                        ? ""
                        : " ON CONFLICT (%s) DO UPDATE SET %s".formatted(table.keyColumns(), table.setExcluded()));
    }

    /** Two rows take each other's key; for a moment both have one. */
    private String swap(RandomTable table) {
        RandomTable.KeyColumn last = table.key().get(table.key().size() - 1);
        String one = last.type().literal(key());
        String other = last.type().literal(key());
        return "UPDATE %1$s SET %2$s = CASE WHEN %2$s = %3$s THEN %4$s ELSE %3$s END WHERE %2$s IN (%3$s, %4$s)"
                .formatted(table.sql(), Engine.quote(last.name()), one, other);
    }

    private String again(RandomTable table) {
        return "WITH gone AS (DELETE FROM %s WHERE %s RETURNING *) INSERT INTO %s (%s) SELECT %s FROM gone"
                .formatted(table.sql(), table.isKey(key()), table.sql(), table.columns(), table.columns());
    }

    private String merge(RandomTable table) {
        int key = key();
        return "MERGE INTO %s USING (SELECT) s ON %s WHEN MATCHED AND %s THEN DELETE WHEN MATCHED THEN UPDATE SET %s WHEN NOT MATCHED THEN INSERT (%s) VALUES %s"
                .formatted(
                        table.sql(),
                        table.isKey(key),
                        table.isInPart(random),
                        table.setValues(random),
                        table.columns(),
                        table.row(random));
    }

    private String copy(RandomTable table) {
        return "COPY %s (%s)".formatted(table.sql(), table.columns())
                + END_OF_COPY
                + IntStream.rangeClosed(0, random.nextInt(KeyType.COUNT / 15))
                        .mapToObj(i -> table.line(random) + "\n")
                        .collect(Collectors.joining());
    }

    private String ofItsKind(RandomTable table) {
        return switch (table.kind()) {
            case PARTITIONED -> random.nextBoolean() ? moveToAnotherPartition(table) : deleteFromPartition(table);
            case CHILD ->
                "UPDATE %s SET %s = %s + 1 WHERE %s"
                        .formatted(table.sql(), number(table), number(table), table.isInPart(random));
            default -> "DELETE FROM ONLY %s WHERE %s".formatted(table.sql(), table.isInPart(random));
        };
    }

    private static String number(RandomTable table) {
        return Engine.quote(table.key().get(0).name());
    }

    private String moveToAnotherPartition(RandomTable table) {
        String region = number(table);
        return "UPDATE %s SET %s = (%s + 1) %% 3 WHERE %s"
                .formatted(table.sql(), region, region, table.isInPart(random));
    }

    private String deleteFromPartition(RandomTable table) {
        return "DELETE FROM %s WHERE %s".formatted(piece(table), table.isInPart(random));
    }

    private String piece(RandomTable table) {
        return Engine.quote(table.pieces().get(random.nextInt(table.pieces().size())));
    }

    private String truncate(RandomTable table) {
        return switch (table.kind()) {
            case PLAIN -> "TRUNCATE " + table.sql() + " CASCADE";
            case PARENT -> "TRUNCATE " + only(table);
            case PARTITIONED -> "TRUNCATE " + List.of(table.sql(), piece(table)).get(random.nextInt(2));
            default -> "TRUNCATE " + table.sql();
        };
    }
}
