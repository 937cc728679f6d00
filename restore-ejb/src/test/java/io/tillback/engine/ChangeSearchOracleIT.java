package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.journal.RowChange;
import io.tillback.journal.RowStep;
import io.tillback.model.ChangeCriteria;
import io.tillback.model.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * Random transactions, what each made of which row held against copies of the table made after each of them, which the
 * journal has no part in. {@code -Dtillback.seed} repeats it.
 */
class ChangeSearchOracleIT {
    private static final Logger LOG = Logger.getLogger(ChangeSearchOracleIT.class.getName());
    private static final long SEED = Long.getLong("tillback.seed", System.nanoTime());
    private static final int HISTORIES = Integer.getInteger("tillback.histories", 8);
    private static final int TRANSACTIONS = 60;
    private static final int KEYS = 12;
    private static final TableId ITEM = new TableId("shop", "item");
    private static final List<String> VALUES = List.of("NULL", "''", "'a'", "'b'", "'A'");

    private final Random random = new Random(SEED);

    @Test
    void what_a_search_tells_of_a_row_is_what_the_transaction_made_of_it() throws SQLException {
        LOG.info(() -> "-Dtillback.seed=" + SEED);
        for (int history = 0; history < HISTORIES; history++) {
            try (Engine engine = Engine.on("""
                    CREATE SCHEMA shop;
                    CREATE TABLE shop.item (id int PRIMARY KEY, a text, b numeric);
                    INSERT INTO shop.item SELECT n, 'a', n FROM generate_series(1, 8) n;
                    """)) {
                if (history % 2 == 1) {
                    engine.sql("""
                            CREATE FUNCTION shop.again() RETURNS trigger LANGUAGE plpgsql AS
                              'BEGIN IF pg_trigger_depth() < 2 AND NEW.a = ''b'' THEN
                                 UPDATE shop.item SET b = COALESCE(b, 0) + 1 WHERE id = NEW.id; END IF; RETURN NULL; END';
                            CREATE TRIGGER again AFTER UPDATE ON shop.item FOR EACH ROW EXECUTE FUNCTION shop.again();
                            """);
                }
                compare(engine);
            }
        }
    }

    private void compare(Engine engine) throws SQLException {
        engine.record();
        engine.journal().beat();
        List<String> expected = new ArrayList<>();
        Map<String, List<String>> before = rows(engine);
        List<Long> transactions = new ArrayList<>();
        for (int i = 0; i < TRANSACTIONS; i++) {
            long id = transaction(engine);
            transactions.add(id);
            Map<String, List<String>> after = rows(engine);
            expected.addAll(lines(id, before, after));
            before = after;
            if (random.nextInt(12) == 0) {
                engine.journal().beat();
                engine.segments().begin(Duration.ZERO);
                engine.segments().index();
            }
        }

        List<String> told = new Investigation(engine)
                .finder.load(Investigation.changesOf(ITEM).within(transactions), "", 500).steps().stream()
                        .filter(step -> !step.values().isEmpty())
                        .map(ChangeSearchOracleIT::line)
                        .toList();

        assertThat(told).as("-Dtillback.seed=%d", SEED).containsExactlyInAnyOrderElementsOf(expected);
        assertFoundByValue(engine, transactions, told);
    }

    /** A search by what a column became finds those transactions whose rows say so. */
    private static void assertFoundByValue(Engine engine, List<Long> all, List<String> told) {
        Investigation search = new Investigation(engine);
        ChangeCriteria becameA = Investigation.changesOf(
                ITEM, Investigation.became(Investigation.isNotNull("a"), Investigation.equal("a", "a")));
        List<Long> expected = all.stream()
                .filter(id -> told.stream()
                        .filter(line -> line.startsWith(id + " "))
                        .anyMatch(line -> line.matches(".* changed .*a: =[^,]*>=a(,.*|$)")))
                .toList();

        ChangeCriteria changedToA = new ChangeCriteria(
                becameA.table(),
                new ChangeCriteria.Rows(
                        becameA.rows().key(),
                        Investigation.columns("a").columns(),
                        becameA.rows().before(),
                        becameA.rows().after(),
                        becameA.rows().operations()),
                becameA.by(),
                List.of(),
                becameA.window());
        assertThat(search.find(changedToA))
                .as("-Dtillback.seed=%d", SEED)
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private static List<String> lines(long id, Map<String, List<String>> before, Map<String, List<String>> after) {
        TreeSet<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        List<String> lines = new ArrayList<>();
        for (String key : keys) {
            List<String> was = before.getOrDefault(key, List.of());
            List<String> is = after.getOrDefault(key, List.of());
            if (was.isEmpty()) {
                lines.add("%d %s entered a: >%s, b: >%s".formatted(id, key, is.get(0), is.get(1)));
            } else if (is.isEmpty()) {
                lines.add("%d %s gone a: %s>, b: %s>".formatted(id, key, was.get(0), was.get(1)));
            } else if (!was.equals(is)) {
                List<String> parts = new ArrayList<>();
                for (int column = 0; column < 2; column++) {
                    if (!was.get(column).equals(is.get(column))) {
                        parts.add("%s: %s>%s".formatted(column == 0 ? "a" : "b", was.get(column), is.get(column)));
                    }
                }
                lines.add("%d %s changed %s".formatted(id, key, String.join(", ", parts)));
            }
        }
        return lines;
    }

    private static String line(RowStep step) {
        boolean entered = step.kind() == RowChange.Kind.ENTERED;
        boolean changed = step.kind() == RowChange.Kind.CHANGED;
        String values = String.join(
                ", ",
                step.values().stream()
                        .filter(value -> !value.column().value().equals("id"))
                        .map(value -> "%s: %s>%s"
                                .formatted(
                                        value.column(),
                                        entered
                                                ? ""
                                                : value.before()
                                                        .map(text -> "=" + text)
                                                        .orElse("null"),
                                        entered || changed
                                                ? value.after()
                                                        .map(text -> "=" + text)
                                                        .orElse("null")
                                                : ""))
                        .toList());
        return "%d %s %s %s"
                .formatted(step.transaction(), step.key(), entered ? "entered" : changed ? "changed" : "gone", values);
    }

    private static Map<String, List<String>> rows(Engine engine) throws SQLException {
        Map<String, List<String>> rows = new TreeMap<>();
        for (String row : engine.texts(
                "SELECT id || '|' || COALESCE('=' || a, 'null') || '|' || COALESCE('=' || b, 'null') FROM shop.item")) {
            List<String> parts = List.of(row.split("\\|", -1));
            rows.put(parts.get(0), parts.subList(1, 3));
        }
        return rows;
    }

    private long transaction(Engine engine) throws SQLException {
        try (Connection connection = engine.store.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            long id = Long.parseLong(Payments.first(statement, "SELECT pg_current_xact_id()::text"));
            for (int left = 1 + random.nextInt(4); left > 0; left--) {
                statement.execute("SAVEPOINT s");
                statement.execute(statement());
                if (random.nextInt(8) == 0) {
                    statement.execute("ROLLBACK TO s");
                }
            }
            connection.commit();
            return id;
        }
    }

    private String statement() {
        return switch (random.nextInt(7)) {
            case 0 ->
                "INSERT INTO shop.item VALUES (%d, %s, %d) ON CONFLICT DO NOTHING"
                        .formatted(key(), value(), random.nextInt(4));
            case 1 -> "DELETE FROM shop.item WHERE id = " + key();
            case 2 -> "UPDATE shop.item SET a = %s WHERE id %% 3 = %d".formatted(value(), random.nextInt(3));
            case 3 ->
                "UPDATE shop.item SET b = %d.%s WHERE id = %d"
                        .formatted(random.nextInt(3), random.nextBoolean() ? "0" : "00", key());
            case 4 ->
                "UPDATE shop.item SET id = %1$d WHERE id = %2$d AND NOT EXISTS (SELECT FROM shop.item WHERE id = %1$d)"
                        .formatted(key(), key());
            case 5 -> random.nextInt(6) == 0 ? "TRUNCATE shop.item" : "UPDATE shop.item SET a = a WHERE id = " + key();
            default ->
                "INSERT INTO shop.item VALUES (%d, %s, 7) ON CONFLICT (id) DO UPDATE SET a = EXCLUDED.a"
                        .formatted(key(), value());
        };
    }

    private int key() {
        return 1 + random.nextInt(KEYS);
    }

    private String value() {
        return VALUES.get(random.nextInt(VALUES.size()));
    }
}
