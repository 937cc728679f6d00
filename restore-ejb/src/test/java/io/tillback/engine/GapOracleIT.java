package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.engine.GapOracle.Answer;
import io.tillback.engine.GapOracle.Asks;
import io.tillback.engine.GapOracle.Question;
import io.tillback.engine.GapOracle.Target;
import io.tillback.engine.WalTransactions.Done;
import io.tillback.engine.WalTransactions.TrueRow;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.Condition.Operator;
import io.tillback.model.Moment;
import io.tillback.model.Progress;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.AddedRows;
import io.tillback.model.RestorePolicy.ChangedRows;
import io.tillback.model.RestorePolicy.Conflicts;
import io.tillback.model.RestorePolicy.MissingRows;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.RestoreTarget.AtInstant;
import io.tillback.model.RestoreTarget.BeforeTransaction;
import io.tillback.model.RestoreTarget.WithoutTransactions;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.plan.ChangeCounts;
import io.tillback.plan.Plan;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/**
 * Random histories, targets, scopes and policies. The gap's figures, the conflicts and what an apply leaves are held against what
 * the write-ahead log says happened, of which the journal knows nothing. {@code -Dtillback.histories} says how many;
 * {@code -Dtillback.seed} repeats one.
 */
class GapOracleIT {
    private static final int TRIES = 4;
    private static final int HISTORIES = Integer.getInteger("tillback.histories", 12);
    private static final int PLANS = 6;
    private static final int KEYS = 9;
    private static final TableId ITEM = new TableId("shop", "item");
    private static final List<String> VALUES = List.of("NULL", "''", "'a'", "'b'", "'A'");

    @Provide
    Arbitrary<List<Long>> seeds() {
        Long given = Long.getLong("tillback.seed");
        return given == null
                ? Arbitraries.longs().list().ofSize(Math.max(1, HISTORIES / TRIES))
                : Arbitraries.just(List.of(given));
    }

    /** Nothing is made smaller: behind each history is a database. */
    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void the_gap_the_conflicts_and_what_is_left_are_what_the_log_says(@ForAll("seeds") List<Long> seeds)
            throws SQLException {
        for (long seed : seeds) {
            try (History history = new History(new Random(seed))) {
                for (int i = 0; i < PLANS; i++) {
                    history.work();
                    history.planAndJudge("-Dtillback.seed=%d, plan %d".formatted(seed, i));
                }
            }
        }
    }

    /** What happened to one store so far. */
    private static final class History implements AutoCloseable {
        private final Random random;
        private final boolean movesKeys;
        private final Engine engine;
        private final WalTransactions witness;
        private final List<Done> log = new ArrayList<>();
        private final List<Moment> moments = new ArrayList<>();
        private final List<Long> transactions = new ArrayList<>();

        History(Random random) throws SQLException {
            this.random = random;
            this.movesKeys = random.nextBoolean();
            this.engine = Engine.on("""
                    CREATE SCHEMA shop;
                    CREATE TABLE shop.item (id int PRIMARY KEY, a text, b numeric, c text COLLATE "C");
                    ALTER TABLE shop.item REPLICA IDENTITY FULL;
                    """);
            this.witness = new WalTransactions(
                    Surroundings.postgres()
                            .dataSource(
                                    engine.texts("SELECT current_database()").get(0)),
                    "shop");
            engine.record();
            engine.journal().beat();
            transact(List.of("INSERT INTO shop.item SELECT n, 'a', n, NULL FROM generate_series(1, 6) n"));
            beat();
        }

        private void beat() throws SQLException {
            moments.add(engine.journal().beat());
            mark("moment " + (moments.size() - 1));
        }

        private void mark(String said) throws SQLException {
            try (Connection connection = engine.store.getConnection();
                    Statement statement = connection.createStatement()) {
                WalTransactions.mark(statement, said);
            }
        }

        void work() throws SQLException {
            for (int left = 4 + random.nextInt(10); left > 0; left--) {
                transact(IntStream.range(0, 1 + random.nextInt(3))
                        .mapToObj(i -> statement())
                        .toList());
                if (random.nextInt(4) == 0) {
                    beat();
                }
            }
        }

        private void transact(List<String> statements) throws SQLException {
            try (Connection connection = engine.store.getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                long id = Long.parseLong(Payments.first(statement, "SELECT pg_current_xact_id()::text"));
                for (String sql : statements) {
                    statement.execute("SAVEPOINT s");
                    statement.execute(sql);
                    if (random.nextInt(8) == 0) {
                        statement.execute("ROLLBACK TO s");
                    }
                }
                connection.commit();
                transactions.add(id);
            }
        }

        private String statement() {
            int key = 1 + random.nextInt(KEYS);
            int other = 1 + random.nextInt(KEYS);
            String value = VALUES.get(random.nextInt(VALUES.size()));
            return switch (random.nextInt(movesKeys ? 16 : 14)) {
                case 0, 1, 2 ->
                    "INSERT INTO shop.item VALUES (%d, %s, %d, %s) ON CONFLICT DO NOTHING"
                            .formatted(key, value, other, value);
                case 3, 4 -> "DELETE FROM shop.item WHERE id = " + key;
                case 5 -> "UPDATE shop.item SET a = %s WHERE id %% 3 = %d".formatted(value, other % 3);
                case 6, 7 ->
                    "UPDATE shop.item SET b = %d.%s WHERE id = %d".formatted(other % 3, key % 2 == 0 ? "0" : "00", key);
                case 8, 9 -> "UPDATE shop.item SET c = %s, a = %s WHERE id = %d".formatted(value, value, key);
                case 10 ->
                    "INSERT INTO shop.item VALUES (%d, %s, 7, %s) ON CONFLICT (id) DO UPDATE SET a = EXCLUDED.a"
                            .formatted(key, value, value);
                case 11 -> random.nextInt(5) == 0 ? "TRUNCATE shop.item" : "UPDATE shop.item SET c = 'all'";
                case 12, 13 -> "UPDATE shop.item SET a = %s WHERE id = %d".formatted(value, key);
                default ->
                    "UPDATE shop.item SET id = %1$d WHERE id = %2$d AND NOT EXISTS (SELECT FROM shop.item WHERE id = %1$d)"
                            .formatted(key, other);
            };
        }

        void planAndJudge(String described) throws SQLException {
            log.addAll(witness.read());
            ToldHistory history = new ToldHistory(ITEM, log);
            RestorePolicy policy = drawPolicy();
            Scope scope = drawScope();
            Target target = drawTarget(history);
            Plan plan;
            try {
                plan = plan(target, scope.scope(), policy);
            } catch (RestoreException e) {
                assertThat(e.code()).as(described).isEqualTo(ErrorCode.MOMENT_NOT_COVERED);
                return;
            }
            // Each plan keeps a moment of its own.
            mark("beat");
            Answer expected = new GapOracle(
                            history, new Question(target, scope.columns(), scope.rows(), scope.keys(), policy))
                    .answer();
            String all = "%s: %s, %s, %s".formatted(described, target, scope.scope(), policy);
            requireCounts(plan, expected, all);
            if (target.asks() == Asks.WITHOUT) {
                assertThat(conflicts(plan)).as(all).isEqualTo(expected.conflicts());
            }
            if (plan.rowsToWrite() > 0) {
                engine.apply(plan);
            }
            log.addAll(witness.read());
            assertThat(new TreeMap<>(new ToldHistory(ITEM, log).rowsAt(log.size())))
                    .as(all)
                    .isEqualTo(expected.rows());
            assertThat(engine.number("SELECT count(*) FROM shop.item"))
                    .isEqualTo(expected.rows().size());
        }

        private void requireCounts(Plan plan, Answer expected, String described) {
            ChangeCounts counts = plan.gap().changes().get(0).counts();
            assertThat(List.of(counts.total(), counts.broughtBack(), counts.lost(), counts.kept()))
                    .as("total, brought back, lost, kept; " + described)
                    .containsExactly(expected.total(), expected.broughtBack(), expected.lost(), expected.kept());
            assertThat(plan.gap().unknowns()).as(described).isEmpty();
        }

        private Set<String> conflicts(Plan plan) {
            return engine.workspace().loadConflicts(plan.id(), plan.tables().get(0), 0, 1_000).conflicts().stream()
                    .map(conflict -> conflict.key() + " " + conflict.column())
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        private Plan plan(Target drawn, RestoreScope scope, RestorePolicy policy) throws SQLException {
            List<Long> named = List.copyOf(drawn.named());
            return switch (drawn.asks()) {
                case INSTANT -> {
                    Moment moment = moments.get(Integer.parseInt(
                            log.get(drawn.from() - 1).mark().orElseThrow().split(" ", -1)[1]));
                    yield engine.planAt(moment, request(new AtInstant(moment.takenAt()), scope, policy));
                }
                case BEFORE -> {
                    BeforeTransaction target = new BeforeTransaction(named.get(0));
                    yield engine.kept(engine.journalPlanner()
                            .plan(engine.nextPlanId(), request(target, scope, policy), target, Progress.NONE));
                }
                case WITHOUT -> {
                    WithoutTransactions target = new WithoutTransactions(named);
                    yield engine.kept(engine.journalPlanner()
                            .plan(engine.nextPlanId(), request(target, scope, policy), target, Progress.NONE));
                }
            };
        }

        private static RestoreRequest request(RestoreTarget target, RestoreScope scope, RestorePolicy policy) {
            return new RestoreRequest(target, List.of(scope), policy);
        }

        private Target drawTarget(ToldHistory history) {
            Asks asks = pick(Asks.class);
            if (asks == Asks.INSTANT) {
                int moment = random.nextInt(moments.size());
                return new Target(asks, history.indexOf("moment " + moment) + 1, Set.of());
            }
            List<Long> some = new ArrayList<>(transactions.stream()
                    .filter(id -> log.stream().anyMatch(done -> done.id() == id))
                    .toList());
            Collections.shuffle(some, random);
            Set<Long> named = new HashSet<>(
                    some.subList(0, asks == Asks.BEFORE ? 1 : 1 + random.nextInt(Math.min(8, some.size()))));
            int first = named.stream().mapToInt(history::indexOf).min().orElseThrow();
            return new Target(asks, lastMomentBefore(first), named);
        }

        private int lastMomentBefore(int n) {
            for (int i = n; i > 0; i--) {
                if (log.get(i - 1).mark().isPresent()) {
                    return i;
                }
            }
            return 0;
        }

        private <T extends Enum<T>> T pick(Class<T> values) {
            T[] all = values.getEnumConstants();
            return all[random.nextInt(all.length)];
        }

        private RestorePolicy drawPolicy() {
            boolean all = random.nextBoolean();
            return new RestorePolicy(
                            all ? MissingRows.CREATE : pick(MissingRows.class),
                            all ? ChangedRows.BRING_BACK : pick(ChangedRows.class),
                            all ? AddedRows.REMOVE : pick(AddedRows.class),
                            pick(StoreTriggers.class))
                    .withConflicts(pick(Conflicts.class));
        }

        /** The same twice: as it is asked for, and in plain Java. */
        private record Scope(
                RestoreScope scope,
                List<String> columns,
                Set<String> keys,
                BiPredicate<Optional<TrueRow>, Optional<TrueRow>> rows) {}

        private Scope drawScope() {
            List<String> columns = new ArrayList<>(GapOracle.COLUMNS);
            ColumnScope some = new ColumnScope.AllColumns();
            if (!movesKeys && random.nextInt(3) == 0) {
                String column = GapOracle.COLUMNS.get(1 + random.nextInt(3));
                columns.retainAll(List.of("id", column));
                some = new ColumnScope.Columns(List.of(new ColumnName(column)));
            }
            switch (random.nextInt(4)) {
                case 0 -> {
                    Set<String> keys = IntStream.range(0, 4)
                            .mapToObj(i -> String.valueOf(1 + random.nextInt(KEYS)))
                            .collect(Collectors.toCollection(TreeSet::new));
                    RowScope rows =
                            new RowScope.Keys(keys.stream().map(RowKey::of).toList());
                    return new Scope(new RestoreScope(ITEM, some, rows), columns, keys, (now, then) -> true);
                }
                case 1 -> {
                    RowScope.Side side = pick(RowScope.Side.class);
                    RowScope rows = new RowScope.Matching(Requests.compare("a", Operator.EQUAL, "a"), side);
                    return new Scope(new RestoreScope(ITEM, some, rows), columns, Set.of(), matching(side));
                }
                default -> {
                    return new Scope(
                            new RestoreScope(ITEM, some, new RowScope.AllRows()),
                            columns,
                            Set.of(),
                            (now, then) -> true);
                }
            }
        }

        private static BiPredicate<Optional<TrueRow>, Optional<TrueRow>> matching(RowScope.Side side) {
            Map<RowScope.Side, BiPredicate<Optional<TrueRow>, Optional<TrueRow>>> sides = new HashMap<>();
            sides.put(RowScope.Side.LIVE, (now, then) -> isA(now));
            sides.put(RowScope.Side.TARGET, (now, then) -> isA(then));
            return sides.getOrDefault(side, (now, then) -> isA(now) || isA(then));
        }

        private static boolean isA(Optional<TrueRow> row) {
            return row.flatMap(there -> there.value("a")).filter("a"::equals).isPresent();
        }

        @Override
        public void close() throws SQLException {
            witness.close();
            engine.close();
        }
    }
}
