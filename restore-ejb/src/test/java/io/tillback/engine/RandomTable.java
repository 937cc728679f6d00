package io.tillback.engine;

import io.tillback.model.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A table of a random schema, as it is built at a time.
 *
 * @param key the columns of its primary key
 * @param values the other columns that clients write
 * @param computed a column that the database numbers, and one that it computes from that
 * @param pieces of a partitioned table: a partition, a partitioned one, and the two partitions of that
 */
record RandomTable(
        Kind kind,
        TableId id,
        List<KeyColumn> key,
        List<ValueColumn> values,
        List<String> computed,
        List<TableId> pieces) {
    enum Kind {
        PLAIN,
        /** Rows may have the same key until their transaction ends. */
        DEFERRED_KEY,
        /** Its rows refer to those of the table before it, and follow their keys. */
        CHILD,
        /** By its first key column, a number; the pieces are those that hold rows. */
        PARTITIONED,
        PARENT,
        /** Inherits from the table before it. */
        HEIR
    }

    record KeyColumn(String name, KeyType type) {
        private String equal(int n) {
            return "%s = %s".formatted(Engine.quote(name), type.literal(n));
        }
    }

    /** @param literals some of the type's values, as they are typed */
    record ValueColumn(String name, String type, List<String> literals) {}

    /** What a key may be of; a few numbers stand for equal values that differ in their bytes. */
    enum KeyType {
        REGION("int"),
        INT("int"),
        TEXT("text"),
        FIXED("char(5)"),
        CASELESS("ext.citext"),
        NUMERIC("numeric"),
        DOUBLE("double precision"),
        INSTANT("timestamptz"),
        UUID("uuid"),
        COMPOSITE("\"every type\".size");

        /** How many values there are, less than a day has minutes: on few keys clients meet, of many a statement changes more. */
        static final int COUNT = Integer.getInteger("tillback.keys", 30);

        private static final List<String> TEXTS = List.of("", " ", "it's ", "\\N", "%s", "\"zo\u00eb\" ");
        private static final List<String> NUMBERS = List.of("0", "-0", "NaN", "Infinity", "-Infinity");

        private final String type;

        KeyType(String type) {
            this.type = type;
        }

        String type() {
            return type;
        }

        String literal(int n) {
            return "%s::%s".formatted(literalOf(text(n)), type);
        }

        private String text(int n) {
            return switch (this) {
                case REGION -> String.valueOf(n % 3);
                case INT -> String.valueOf(n);
                case TEXT -> TEXTS.get(n % TEXTS.size()) + n;
                case FIXED -> "k" + n;
                case CASELESS -> (n % 2 == 0 ? "key " : "KEY ") + n / 2;
                case NUMERIC -> n == 0 ? "NaN" : n / 2 + (n % 2 == 0 ? "" : ".00");
                case DOUBLE -> n < NUMBERS.size() ? NUMBERS.get(n) : n + ".1";
                case INSTANT -> n == 0 ? "infinity" : "2026-03-29 %02d:%02d:00.000001+00".formatted(n / 60, n % 60);
                case UUID -> "00000000-0000-0000-0000-%012d".formatted(n);
                case COMPOSITE -> n == 0 ? "(,)" : "(" + n / 2 + (n % 2 == 0 ? "" : ".0") + ",)";
            };
        }
    }

    static String literalOf(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    String sql() {
        return Engine.quote(id);
    }

    /** Those that clients write. */
    String columns() {
        return written().map(Engine::quote).collect(Collectors.joining(", "));
    }

    private Stream<String> written() {
        return Stream.concat(key.stream().map(KeyColumn::name), values.stream().map(ValueColumn::name));
    }

    String keyColumns() {
        return key.stream().map(column -> Engine.quote(column.name())).collect(Collectors.joining(", "));
    }

    String row(Random random) {
        return "(" + keyOf(random.nextInt(KeyType.COUNT)) + values(random) + ")";
    }

    /** As {@link #row}, the way that COPY has it. */
    String line(Random random) {
        int n = random.nextInt(KeyType.COUNT);
        Stream<String> others = values.stream().map(column -> {
            int number = random.nextInt(column.literals().size() + 1);
            return number == 0 ? "\\N" : escaped(column.literals().get(number - 1));
        });
        return Stream.concat(key.stream().map(column -> escaped(column.type().text(n))), others)
                .collect(Collectors.joining("\t"));
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }

    /** With a comma before each. */
    String values(Random random) {
        return values.stream().map(column -> ", " + value(column, random)).collect(Collectors.joining());
    }

    static String value(ValueColumn column, Random random) {
        int n = random.nextInt(column.literals().size() + 1);
        return n == 0 ? "NULL" : literalOf(column.literals().get(n - 1));
    }

    /** The number says all of a key. */
    private String keyOf(int n) {
        return key.stream().map(column -> column.type().literal(n)).collect(Collectors.joining(", "));
    }

    String isKey(int n) {
        return key.stream().map(column -> column.equal(n)).collect(Collectors.joining(" AND "));
    }

    /** Holds for a part of the rows, the same ones whenever it is asked. */
    String isInPart(Random random) {
        int parts = 2 + random.nextInt(8);
        return "abs(hashtext(%s::text)::bigint) %% %d = %d"
                .formatted(Engine.quote(key.get(key.size() - 1).name()), parts, random.nextInt(parts));
    }

    String setKey(int n) {
        return key.stream()
                .map(column ->
                        Engine.quote(column.name()) + " = " + column.type().literal(n))
                .collect(Collectors.joining(", "));
    }

    /** {@code a = excluded.a}; where there is no value, the row is only touched. */
    String setExcluded() {
        Stream<String> set = values.isEmpty()
                ? key.stream().map(KeyColumn::name)
                : values.stream().map(ValueColumn::name);
        return set.map(Engine::quote).map(name -> name + " = excluded." + name).collect(Collectors.joining(", "));
    }

    /** Some of the values, at least one where there is one. */
    String setValues(Random random) {
        if (values.isEmpty()) {
            String first = Engine.quote(key.get(0).name());
            return first + " = " + first;
        }
        int one = random.nextInt(values.size());
        return IntStream.range(0, values.size())
                .filter(i -> i == one || random.nextInt(3) == 0)
                .mapToObj(values::get)
                .map(column -> Engine.quote(column.name()) + " = " + value(column, random))
                .collect(Collectors.joining(", "));
    }

    RandomTable named(String name) {
        return new RandomTable(kind, new TableId(id.schema(), name), key, values, computed, pieces);
    }

    RandomTable with(List<ValueColumn> others) {
        return new RandomTable(kind, id, key, List.copyOf(others), computed, pieces);
    }

    RandomTable plus(ValueColumn column) {
        List<ValueColumn> all = new ArrayList<>(values);
        all.add(column);
        return with(all);
    }

    /** With another column in a column's place, or none. */
    RandomTable replacing(String name, List<ValueColumn> by) {
        return with(values.stream()
                .flatMap(column -> column.name().equals(name) ? by.stream() : Stream.of(column))
                .toList());
    }
}
