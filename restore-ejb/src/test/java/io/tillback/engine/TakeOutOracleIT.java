package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.ChangesBy;
import io.tillback.model.Progress;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.AddedRows;
import io.tillback.model.RestorePolicy.ChangedRows;
import io.tillback.model.RestorePolicy.MissingRows;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget.WithoutTransactions;
import io.tillback.model.TableId;
import io.tillback.plan.ChangeCounts;
import io.tillback.plan.Plan;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Random transactions, some of which turn out to have done damage. What is left when those are taken out is held against
 * copies of the table made after each transaction, which the journal has no part in. {@code -Dtillback.seed} repeats it.
 */
class TakeOutOracleIT {
    private static final Logger LOG = Logger.getLogger(TakeOutOracleIT.class.getName());
    private static final long SEED = Long.getLong("tillback.seed", System.nanoTime());
    private static final int HISTORIES = Integer.getInteger("tillback.histories", 12);
    private static final int TRANSACTIONS = 60;
    private static final int KEYS = 12;
    private static final TableId ITEM = new TableId("shop", "item");
    private static final RestorePolicy ALL =
            new RestorePolicy(MissingRows.CREATE, ChangedRows.BRING_BACK, AddedRows.REMOVE, StoreTriggers.SUPPRESS);
    private static final List<String> VALUES = List.of("NULL", "''", "'a'", "'b'", "'A'");

    private final Random random = new Random(SEED);

    /** The store's own record of what it does, which makes its statements run within others. */
    private static final String WITNESS = """
            CREATE TABLE shop.done (transaction bigint, key text);
            CREATE FUNCTION shop.tell() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE id bigint := pg_current_xact_id()::text::bigint;
            BEGIN
              IF TG_OP <> 'INSERT' THEN INSERT INTO shop.done VALUES (id, OLD.id); END IF;
              IF TG_OP = 'INSERT' THEN INSERT INTO shop.done VALUES (id, NEW.id); END IF;
              IF TG_OP = 'UPDATE' AND OLD.id <> NEW.id THEN INSERT INTO shop.done VALUES (id, OLD.id), (id, NEW.id); END IF;
              RETURN NULL;
            END $$;
            CREATE TRIGGER tell AFTER INSERT OR UPDATE OR DELETE ON shop.item FOR EACH ROW EXECUTE FUNCTION shop.tell();
            """;

    /** The table after a transaction: the columns of each row, by key. */
    private record Step(long transaction, Map<String, List<Optional<String>>> rows) {}

    @Test
    void what_is_left_is_what_the_others_have_made() throws SQLException {
        LOG.info(() -> "-Dtillback.seed=" + SEED);
        for (int history = 0; history < HISTORIES; history++) {
            try (Engine engine = Engine.on("""
                    CREATE SCHEMA shop;
                    CREATE TABLE shop.item (id int PRIMARY KEY, a text, b numeric, c text COLLATE "C", twice int GENERATED ALWAYS AS (id * 2) STORED);
                    INSERT INTO shop.item SELECT n, 'a', n, NULL FROM generate_series(1, 8) n;
                    """)) {
                boolean witnessed = random.nextBoolean();
                if (witnessed) {
                    engine.sql(WITNESS);
                }
                takeOut(engine, witnessed ? Witnessed.CHANGES : Witnessed.ROWS);
            }
        }
    }

    private enum Witnessed {
        ROWS,
        CHANGES
    }

    private void takeOut(Engine engine, Witnessed witnessed) throws SQLException {
        engine.record();
        engine.journal().beat();
        List<Step> steps = new ArrayList<>(List.of(new Step(0, rows(engine))));
        for (int i = 0; i < TRANSACTIONS; i++) {
            steps.add(new Step(transaction(engine), rows(engine)));
            if (random.nextInt(10) == 0) {
                engine.journal().beat();
            }
        }
        Set<Long> damaging = steps.stream()
                .skip(1)
                .map(Step::transaction)
                .filter(id -> random.nextInt(3) == 0)
                .collect(Collectors.toSet());
        if (damaging.isEmpty()) {
            return;
        }

        WithoutTransactions target = new WithoutTransactions(List.copyOf(damaging));
        RestoreRequest request = new RestoreRequest(target, List.of(RestoreScope.wholeTable(ITEM)), ALL);
        Plan plan = engine.kept(engine.journalPlanner().plan(engine.nextPlanId(), request, target, Progress.NONE));
        Map<String, List<Optional<String>>> expected = expected(steps, damaging);
        if (witnessed == Witnessed.CHANGES) {
            requireAccounted(engine, plan, steps, damaging, expected);
        }
        assertThat(conflicts(engine, plan)).as("-Dtillback.seed=%d", SEED).isEqualTo(conflicts(steps, damaging));
        engine.apply(plan);

        assertThat(rows(engine)).as("-Dtillback.seed=%d", SEED).isEqualTo(expected);
    }

    /** The gap's changes are those that the store told of itself, by transaction; brought back are those to rows that differ. */
    private void requireAccounted(
            Engine engine,
            Plan plan,
            List<Step> steps,
            Set<Long> damaging,
            Map<String, List<Optional<String>>> expected)
            throws SQLException {
        Map<String, List<Optional<String>>> now = steps.get(steps.size() - 1).rows();
        Map<String, Long> told = new TreeMap<>();
        long broughtBack = 0;
        for (String done : engine.texts("SELECT transaction || ' ' || key FROM shop.done")) {
            List<String> parts = List.of(done.split(" "));
            told.merge(parts.get(0), 1L, Long::sum);
            boolean differs = !Objects.equals(expected.get(parts.get(1)), now.get(parts.get(1)));
            broughtBack += differs && damaging.contains(Long.parseLong(parts.get(0))) ? 1 : 0;
        }
        Map<String, Long> found = new TreeMap<>();
        engine.workspace()
                .loadChanges(plan.id(), plan.tables(), ChangesBy.TRANSACTION, 10_000)
                .forEach(group ->
                        found.put(group.name().orElseThrow(), group.broughtBack() + group.lost() + group.kept()));
        ChangeCounts counts = plan.gap().changes().get(0).counts();
        assertThat(counts.addUp()).isTrue();
        assertThat(told).as("-Dtillback.seed=%d", SEED).containsAllEntriesOf(found);
        assertThat(found.keySet()).containsAll(firstToLast(told, damaging));
        assertThat(counts.lost()).isZero();
        assertThat(counts.broughtBack()).as("-Dtillback.seed=%d", SEED).isEqualTo(broughtBack);
    }

    /** The window begins at the last moment before the first that did damage, and may hold some before it. */
    private static Set<String> firstToLast(Map<String, Long> told, Set<Long> damaging) {
        long first = damaging.stream().min(Long::compare).orElseThrow();
        return told.keySet().stream().filter(id -> Long.parseLong(id) >= first).collect(Collectors.toSet());
    }

    private static Set<String> conflicts(Engine engine, Plan plan) {
        return engine.workspace().loadConflicts(plan.id(), plan.tables().get(0), 0, 1_000).conflicts().stream()
                .map(conflict -> conflict.key() + " " + conflict.column())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> conflicts(List<Step> steps, Set<Long> damaging) {
        Set<String> conflicts = new TreeSet<>();
        for (String key : steps.get(steps.size() - 1).rows().keySet()) {
            Row row = new Row(steps, damaging, key);
            if (row.isEdited()) {
                conflicts.addAll(List.of(key + " id", key + " a", key + " b", key + " c"));
            }
            row.overwritten().forEach(column -> conflicts.add(key + " " + column));
        }
        return conflicts;
    }

    private static Map<String, List<Optional<String>>> rows(Engine engine) throws SQLException {
        Map<String, List<Optional<String>>> rows = new TreeMap<>();
        for (String row : engine.texts(
                "SELECT id || '|' || COALESCE('=' || a, '') || '|' || COALESCE('=' || b, '') || '|' || COALESCE('=' || c, '') FROM shop.item")) {
            List<String> parts = List.of(row.split("\\|", -1));
            rows.put(
                    parts.get(0),
                    parts.stream()
                            .skip(1)
                            .map(text -> Optional.of(text).filter(some -> !some.isEmpty()))
                            .toList());
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
        return switch (random.nextInt(8)) {
            case 0 ->
                "INSERT INTO shop.item VALUES (%d, %s, %d, %s) ON CONFLICT DO NOTHING"
                        .formatted(key(), value(), random.nextInt(4), value());
            case 1 -> "DELETE FROM shop.item WHERE id = " + key();
            case 2 -> "UPDATE shop.item SET a = %s WHERE id %% 3 = %d".formatted(value(), random.nextInt(3));
            case 3 ->
                "UPDATE shop.item SET b = %d.%s WHERE id = %d"
                        .formatted(random.nextInt(3), random.nextBoolean() ? "0" : "00", key());
            case 4 -> "UPDATE shop.item SET c = %s, a = %s WHERE id = %d".formatted(value(), value(), key());
            case 5 ->
                "UPDATE shop.item SET id = %1$d WHERE id = %2$d AND NOT EXISTS (SELECT FROM shop.item WHERE id = %1$d)"
                        .formatted(key(), key());
            case 6 ->
                "INSERT INTO shop.item VALUES (%d, %s, 7, %s) ON CONFLICT (id) DO UPDATE SET a = EXCLUDED.a"
                        .formatted(key(), value(), value());
            default -> "UPDATE shop.item SET c = %s WHERE id = %d".formatted(value(), key());
        };
    }

    private int key() {
        return 1 + random.nextInt(KEYS);
    }

    private String value() {
        return VALUES.get(random.nextInt(VALUES.size()));
    }

    private static Map<String, List<Optional<String>>> expected(List<Step> steps, Set<Long> damaging) {
        Set<String> keys = new HashSet<>();
        steps.forEach(step -> keys.addAll(step.rows().keySet()));
        Map<String, List<Optional<String>>> expected = new TreeMap<>();
        for (String key : keys) {
            new Row(steps, damaging, key).expected().ifPresent(row -> expected.put(key, row));
        }
        return expected;
    }

    /** One row's states, gone through from the last to the first as long as what changed them did damage. */
    private record Row(List<Step> steps, Set<Long> damaging, String key) {
        private Optional<List<Optional<String>>> at(int step) {
            return Optional.ofNullable(steps.get(step).rows().get(key));
        }

        private int last() {
            return steps.size() - 1;
        }

        private boolean isDamage(int step) {
            return damaging.contains(steps.get(step).transaction());
        }

        Optional<List<Optional<String>>> expected() {
            if (isEdited()) {
                return at(last());
            }
            return wasThere() ? Optional.of(values()) : Optional.empty();
        }

        /** Whether it is there by damage alone, and stays since somebody else has changed it since. */
        boolean isEdited() {
            return at(last()).isPresent() && !wasThere() && isWorkedOn();
        }

        /** Columns that did damage changed, and somebody else after that. */
        List<String> overwritten() {
            List<String> overwritten = new ArrayList<>();
            List<String> names = List.of("a", "b", "c", "id");
            for (int column = 0; column < names.size(); column++) {
                if (isOverwritten(column)) {
                    overwritten.add(names.get(column));
                }
            }
            return overwritten;
        }

        private boolean isOverwritten(int column) {
            boolean byOthers = false;
            for (int step = last(); step > 0; step--) {
                if (!of(at(step - 1), column).equals(of(at(step), column))) {
                    if (isDamage(step)) {
                        return byOthers;
                    }
                    byOthers = true;
                }
            }
            return false;
        }

        /** Whether it would be there. */
        private boolean wasThere() {
            boolean there = at(last()).isPresent();
            for (int step = last(); step > 0; step--) {
                if (at(step).isPresent() != at(step - 1).isPresent()) {
                    if (!isDamage(step)) {
                        return there;
                    }
                    there = at(step - 1).isPresent();
                }
            }
            return there;
        }

        /** Of a row that came by damage: whether somebody else has changed it since. */
        private boolean isWorkedOn() {
            for (int step = last(); step > 0; step--) {
                if (!isDamage(step) && !at(step).equals(at(step - 1))) {
                    return at(step).isPresent() && at(step - 1).isPresent();
                }
            }
            return false;
        }

        private List<Optional<String>> values() {
            List<Optional<String>> values = new ArrayList<>();
            for (int column = 0; column < 3; column++) {
                values.add(value(column));
            }
            return values;
        }

        private Optional<String> value(int column) {
            Optional<List<Optional<String>>> state = at(last());
            for (int step = last(); step > 0; step--) {
                Map<Integer, Optional<String>> before = of(at(step - 1), column);
                if (!before.equals(of(at(step), column))) {
                    if (!isDamage(step)) {
                        return at(step).orElseThrow().get(column);
                    }
                    state = at(step - 1);
                }
            }
            return state.orElseThrow().get(column);
        }

        /** Nothing, of a row that is not there. */
        private static Map<Integer, Optional<String>> of(Optional<List<Optional<String>>> row, int column) {
            Map<Integer, Optional<String>> value = new HashMap<>();
            row.ifPresent(there -> value.put(column, column < there.size() ? there.get(column) : Optional.empty()));
            return value;
        }
    }
}
