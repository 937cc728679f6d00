package io.tillback.engine;

import io.tillback.engine.RandomTable.KeyColumn;
import io.tillback.engine.RandomTable.KeyType;
import io.tillback.engine.RandomTable.Kind;
import io.tillback.engine.RandomTable.ValueColumn;
import io.tillback.model.TableId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A store of one table of each kind, with keys, columns and names drawn at random from every type there is. */
final class RandomSchema {
    /** Longer ones would slow everything down; each type has shorter ones too. */
    private static final int LONGEST_LITERAL = 300;

    private static final List<KeyType> KEYS =
            Stream.of(KeyType.values()).filter(type -> type != KeyType.REGION).toList();

    private final Random random;
    private final RandomNames names;
    private final List<ValueColumn> types;
    private final List<String> schemas;
    private final List<RandomTable> tables = new CopyOnWriteArrayList<>();

    private RandomSchema(long seed, List<ValueColumn> types) {
        this.random = new Random(seed);
        this.names = new RandomNames(random);
        this.types = types;
        this.schemas = List.of(names.next(), names.next());
    }

    /** Creates its tables, without rows. */
    static RandomSchema create(long seed, Engine engine) throws SQLException {
        String everyType = Witness.script("every-type.sql");
        engine.sql(everyType.substring(0, everyType.indexOf("-- Ten types to a table")));
        RandomSchema schema = new RandomSchema(seed, edges(engine));
        schema.draw();
        try (Connection connection = engine.store.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            for (String create : schema.definitions()) {
                statement.execute(create);
            }
        }
        return schema;
    }

    private static List<ValueColumn> edges(Engine engine) throws SQLException {
        TreeMap<String, List<String>> literals = new TreeMap<>();
        try (Connection connection = engine.store.getConnection();
                Statement statement = connection.createStatement();
                ResultSet edge = statement.executeQuery("SELECT type, unnest(literals) FROM edge")) {
            while (edge.next()) {
                String literal = edge.getString(2);
                if (literal != null && literal.length() <= LONGEST_LITERAL) {
                    literals.computeIfAbsent(edge.getString(1), type -> new ArrayList<>())
                            .add(literal);
                }
            }
        }
        return literals.entrySet().stream()
                .map(type -> new ValueColumn("", type.getKey(), List.copyOf(type.getValue())))
                .toList();
    }

    private void draw() {
        KeyColumn parent = new KeyColumn(names.next(), key());
        tables.add(table(Kind.PLAIN, List.of(parent), List.of()));
        tables.add(table(
                Kind.CHILD,
                List.of(new KeyColumn(names.next(), KeyType.INT), new KeyColumn(names.next(), parent.type())),
                List.of()));
        tables.add(table(
                Kind.PARTITIONED,
                List.of(new KeyColumn(names.next(), KeyType.REGION), new KeyColumn(names.next(), key())),
                List.of(names.next(), names.next(), names.next(), names.next())));
        tables.add(table(
                Kind.PARENT,
                List.of(new KeyColumn(names.next(), key()), new KeyColumn(names.next(), key())),
                List.of()));
        RandomTable heir = table(Kind.HEIR, table(3).key(), List.of());
        List<ValueColumn> inherited = new ArrayList<>(table(3).values());
        inherited.addAll(heir.values());
        tables.add(heir.with(inherited));
        tables.add(table(Kind.DEFERRED_KEY, List.of(new KeyColumn(names.next(), key())), List.of()));
    }

    private KeyType key() {
        return KEYS.get(random.nextInt(KEYS.size()));
    }

    private RandomTable table(Kind kind, List<KeyColumn> key, List<String> pieces) {
        String schema = schemas.get(random.nextInt(schemas.size()));
        return new RandomTable(
                kind,
                new TableId(schema, names.next()),
                key,
                IntStream.range(0, random.nextInt(7)).mapToObj(i -> column()).toList(),
                List.of(names.next(), names.next()),
                pieces.stream().map(name -> new TableId(schema, name)).toList());
    }

    /** Values too long for a page lie apart, and are not logged again where they stay as they were. */
    private ValueColumn column() {
        if (random.nextInt(8) == 0) {
            return new ValueColumn(names.next(), "text", List.of("x".repeat(5000), "y".repeat(5000), "short"));
        }
        ValueColumn type = types.get(random.nextInt(types.size()));
        return new ValueColumn(names.next(), type.type(), type.literals());
    }

    List<String> schemas() {
        return schemas;
    }

    /** As they are built by now. */
    List<RandomTable> tables() {
        return List.copyOf(tables);
    }

    RandomTable table(int number) {
        return tables.get(number);
    }

    private List<String> definitions() {
        List<String> statements = new ArrayList<>();
        schemas.forEach(schema -> statements.add("CREATE SCHEMA " + Engine.quote(schema)));
        tables.forEach(table -> statements.addAll(definitions(table)));
        statements.addAll(triggers());
        return statements;
    }

    /** One writes another table, one lets some rows be as they are. */
    private List<String> triggers() {
        RandomTable last = table(tables.size() - 1);
        String written = RandomTable.literalOf(last.sql());
        String number = RandomTable.literalOf(last.computed().get(0));
        return List.of(
                """
                CREATE FUNCTION "every type".write() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  EXECUTE format('UPDATE %1$s SET %2$I = %2$I + 7 WHERE %2$I %% 7 = 1', TG_ARGV[0]::oid::regclass, TG_ARGV[1]);
                  RETURN NULL;
                END$$
                """,
                """
                CREATE FUNCTION "every type".skip() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  RETURN CASE abs(hashtext(NEW::text)::bigint) % 6 WHEN 0 THEN NULL ELSE NEW END;
                END$$
                """,
                """
                DO $trigger$BEGIN
                  EXECUTE format('CREATE TRIGGER "A" AFTER INSERT OR UPDATE OR DELETE ON %%s FOR EACH ROW
                    EXECUTE FUNCTION "every type".write(%%s, %%L)', %s, %s::regclass::oid, %s);
                END$trigger$
                """.formatted(RandomTable.literalOf(table(0).sql()), written, number),
                "CREATE TRIGGER \"A\" BEFORE INSERT OR UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION \"every type\".skip()"
                        .formatted(table(2).sql()));
    }

    private List<String> definitions(RandomTable table) {
        List<String> statements = new ArrayList<>();
        statements.add("CREATE TABLE %s (%s)%s".formatted(table.sql(), columns(table), rest(table)));
        if (table.kind() == Kind.PARTITIONED) {
            statements.addAll(partitions(table));
        }
        Stream.concat(Stream.of(table.id()), table.pieces().stream())
                .forEach(
                        piece -> statements.add("ALTER TABLE %s REPLICA IDENTITY FULL".formatted(Engine.quote(piece))));
        table.values().stream()
                .filter(column -> column.literals().get(0).length() > LONGEST_LITERAL && table.kind() != Kind.HEIR)
                .forEach(column -> statements.add("ALTER TABLE %s ALTER COLUMN %s SET STORAGE EXTERNAL"
                        .formatted(table.sql(), Engine.quote(column.name()))));
        return statements;
    }

    private String columns(RandomTable table) {
        List<String> columns = new ArrayList<>();
        int inherited = table.kind() == Kind.HEIR ? table(3).values().size() : 0;
        if (table.kind() != Kind.HEIR) {
            table.key()
                    .forEach(column -> columns.add(
                            Engine.quote(column.name()) + " " + column.type().type()));
        }
        table.values().stream()
                .skip(inherited)
                .forEach(column -> columns.add(Engine.quote(column.name()) + " " + column.type()));
        // An heir would have to fill it, since it does not inherit where the numbers come from.
        columns.add(Engine.quote(table.computed().get(0))
                + (table.kind() == Kind.PARENT ? " int DEFAULT 7" : " int GENERATED BY DEFAULT AS IDENTITY"));
        columns.add(computed(table));
        columns.add("PRIMARY KEY (%s)%s"
                .formatted(
                        table.keyColumns(), table.kind() == Kind.DEFERRED_KEY ? " DEFERRABLE INITIALLY DEFERRED" : ""));
        if (table.kind() == Kind.CHILD) {
            columns.add("FOREIGN KEY (%s) REFERENCES %s ON DELETE CASCADE ON UPDATE CASCADE"
                    .formatted(Engine.quote(table.key().get(1).name()), table(0).sql()));
        }
        return String.join(", ", columns);
    }

    private static String computed(RandomTable table) {
        return "%s int GENERATED ALWAYS AS (%s * 2) STORED"
                .formatted(
                        Engine.quote(table.computed().get(1)),
                        Engine.quote(table.computed().get(0)));
    }

    private String rest(RandomTable table) {
        return switch (table.kind()) {
            case HEIR -> " INHERITS (" + table(3).sql() + ")";
            case PARTITIONED ->
                " PARTITION BY LIST (" + Engine.quote(table.key().get(0).name()) + ")";
            default -> "";
        };
    }

    /** The first was a table of its own, with its columns in another order; the second is partitioned itself. */
    private static List<String> partitions(RandomTable table) {
        List<String> pieces = table.pieces().stream().map(Engine::quote).toList();
        List<String> turned = new ArrayList<>();
        turned.add(computed(table)
                + ", %s int NOT NULL".formatted(Engine.quote(table.computed().get(0))));
        table.values().forEach(column -> turned.add(0, Engine.quote(column.name()) + " " + column.type()));
        table.key()
                .forEach(column -> turned.add(
                        0,
                        "%s %s NOT NULL"
                                .formatted(
                                        Engine.quote(column.name()),
                                        column.type().type())));
        String half = "CREATE TABLE %s PARTITION OF %s FOR VALUES WITH (MODULUS 2, REMAINDER %d)";
        return List.of(
                "CREATE TABLE %s (%s)".formatted(pieces.get(0), String.join(", ", turned)),
                "ALTER TABLE %s ATTACH PARTITION %s FOR VALUES IN (0)".formatted(table.sql(), pieces.get(0)),
                "CREATE TABLE %s PARTITION OF %s FOR VALUES IN (1, 2) PARTITION BY HASH (%s)"
                        .formatted(
                                pieces.get(1),
                                table.sql(),
                                Engine.quote(table.key().get(1).name())),
                half.formatted(pieces.get(2), pieces.get(1), 0),
                half.formatted(pieces.get(3), pieces.get(1), 1));
    }

    /** @param after the tables as they will be built, by their numbers */
    record Alteration(String statement, Map<Integer, RandomTable> after) {}

    /** What could be altered next. */
    Alteration drawAlteration() {
        int number = random.nextInt(tables.size());
        RandomTable table = table(number);
        String alter = "ALTER TABLE " + table.sql() + " ";
        List<ValueColumn> own = table.kind() == Kind.HEIR
                ? table.values().stream()
                        .filter(column -> !table(3).values().contains(column))
                        .toList()
                : table.values();
        if (random.nextInt(5) == 0) {
            RandomTable renamed = table.named(names.next());
            return new Alteration(
                    alter + "RENAME TO " + Engine.quote(renamed.id().name()), Map.of(number, renamed));
        }
        if (own.isEmpty() || random.nextInt(3) == 0) {
            ValueColumn added = column();
            String value = RandomTable.value(added, random);
            return alteration(
                    number,
                    alter
                            + "ADD COLUMN %s %s DEFAULT %s"
                                    .formatted(
                                            Engine.quote(added.name()),
                                            added.type(),
                                            // A role may be dropped: none is a default.
                                            added.type().equals("regrole") ? "NULL" : value),
                    table.plus(added));
        }
        ValueColumn column = own.get(random.nextInt(own.size()));
        String name = Engine.quote(column.name());
        return switch (random.nextInt(3)) {
            case 0 -> alteration(number, alter + "DROP COLUMN " + name, table.replacing(column.name(), List.of()));
            case 1 -> {
                ValueColumn renamed = new ValueColumn(names.next(), column.type(), column.literals());
                yield alteration(
                        number,
                        alter + "RENAME COLUMN %s TO %s".formatted(name, Engine.quote(renamed.name())),
                        table.replacing(column.name(), List.of(renamed)));
            }
            default ->
                alteration(
                        number,
                        alter + "ALTER COLUMN %1$s TYPE text USING %1$s::text".formatted(name),
                        table.replacing(
                                column.name(), List.of(new ValueColumn(column.name(), "text", column.literals()))));
        };
    }

    /** An heir's columns follow its parent's; not its name. */
    private Alteration alteration(int number, String statement, RandomTable altered) {
        TreeMap<Integer, RandomTable> after = new TreeMap<>();
        after.put(number, altered);
        if (altered.kind() == Kind.PARENT) {
            RandomTable heir = table(number + 1);
            List<ValueColumn> columns = new ArrayList<>(altered.values());
            heir.values().stream()
                    .filter(column -> !table(number).values().contains(column))
                    .forEach(columns::add);
            after.put(number + 1, heir.with(columns));
        }
        return new Alteration(statement, after);
    }

    void altered(Alteration alteration) {
        alteration.after().forEach(tables::set);
    }

    @Override
    public String toString() {
        return tables.stream()
                .map(table -> table.kind() + " " + table.sql() + " (" + columns(table) + ")")
                .collect(Collectors.joining("\n"));
    }
}
