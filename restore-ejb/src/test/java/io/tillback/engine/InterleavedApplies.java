package io.tillback.engine;

import static io.tillback.engine.InterleavedStore.ITEM;
import static io.tillback.engine.InterleavedStore.NOTE;
import static io.tillback.engine.InterleavedStore.SALE;
import static io.tillback.engine.InterleavedStore.SELLER;
import static io.tillback.engine.InterleavedStore.TAG;

import io.tillback.engine.Interleaving.PlannedRow;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.Condition.Operator;
import io.tillback.model.Moment;
import io.tillback.model.Progress;
import io.tillback.model.RestoreId;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.AddedRows;
import io.tillback.model.RestorePolicy.ChangedRows;
import io.tillback.model.RestorePolicy.Conflicts;
import io.tillback.model.RestorePolicy.Dependents;
import io.tillback.model.RestorePolicy.MissingReferences;
import io.tillback.model.RestorePolicy.MissingRows;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget.AtInstant;
import io.tillback.model.RestoreTarget.AtSnapshot;
import io.tillback.model.RestoreTarget.BeforeTransaction;
import io.tillback.model.RestoreTarget.WithoutTransactions;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Draws damage, a plan that takes some of it back, and what comes between the plan and its end. */
final class InterleavedApplies implements AutoCloseable {
    private static final int REMEMBERED = 10;
    private static final Map<TableId, List<String>> COLUMNS = Map.of(
            SELLER, List.of("name", "best"),
            ITEM, List.of("name", "price", "seller", "code", "follows"),
            TAG, List.of("n"),
            SALE, List.of("amount", "item"));

    private final InterleavedStore store;
    private final WarmConnections warm;
    private final Engine engine;
    private final Random random;
    private final Connection session;
    private final Connection tillback;
    private final MeanwhileWriter meanwhile;
    private final Deque<Moment> moments = new ArrayDeque<>();
    private final Deque<Long> transactions = new ArrayDeque<>();
    private Manifest snapshot;

    InterleavedApplies(InterleavedStore store, Random random) throws SQLException {
        this.store = store;
        this.warm = new WarmConnections(store.engine.database);
        this.engine = store.engine.through(warm);
        this.random = random;
        this.session = store.session();
        this.tillback = engine.database.getConnection();
        this.meanwhile = new MeanwhileWriter(store);
        this.snapshot = engine.takeSnapshot();
        remember(moments, engine.journal().beat());
    }

    private static <T> void remember(Deque<T> some, T more) {
        some.addLast(more);
        if (some.size() > REMEMBERED) {
            some.removeFirst();
        }
    }

    /** So many applies that had something to write. */
    List<Interleaving> run(int count) throws Exception {
        List<Interleaving> done = new ArrayList<>();
        for (int drawn = 0; done.size() < count; drawn++) {
            if (drawn > 20 * count) {
                throw new IllegalStateException("Of " + drawn + " plans only " + done.size() + " could be applied");
            }
            work(1 + random.nextInt(2));
            Optional<Plan> plan = plan();
            if (plan.isPresent()) {
                if (plan.get().rowsToWrite() > 0 && plan.get().blockers().isEmpty()) {
                    done.add(interleave(String.valueOf(drawn), plan.get()));
                }
                engine.workspace().drop(plan.get().id());
            }
        }
        return done;
    }

    private void work(int count) throws SQLException {
        for (int left = count; left > 0; left--) {
            Optional<Long> id = store.run(session, InterleavedStore.drawTransaction(random));
            session.commit();
            id.ifPresent(some -> remember(transactions, some));
        }
        if (random.nextInt(3) == 0) {
            remember(moments, engine.journal().beat());
        }
        if (random.nextInt(60) == 0) {
            snapshot = engine.takeSnapshot();
        }
    }

    private Interleaving interleave(String number, Plan plan) throws Exception {
        mark("previewed " + number);
        List<PlannedRow> planned = Interleaving.read(tillback, plan);
        if (random.nextBoolean()) {
            work(1 + random.nextInt(2));
        }
        meanwhile.draw(random);
        RestoreId id = engine.begun(plan);
        mark("begins " + number);
        Optional<RestoreException> refusal = apply(plan, id);
        mark("ended " + number);
        meanwhile.end();
        Optional<Long> transaction = Optional.empty();
        if (refusal.isEmpty()) {
            transaction = Optional.of(
                    engine.number("SELECT transaction::bigint FROM tillback.restore WHERE id = '%s'".formatted(id)));
            remember(transactions, transaction.get());
        }
        requireRecorded(plan, id, refusal);
        return new Interleaving(number, plan, planned, refusal, transaction);
    }

    private void requireRecorded(Plan plan, RestoreId id, Optional<RestoreException> refusal) throws SQLException {
        String recorded = engine.texts(
                        "SELECT p.state || ' ' || r.outcome || ' ' || (SELECT count(*) FROM tillback.notice WHERE restore = r.id) FROM tillback.restore r JOIN tillback.plan p ON p.id = r.plan WHERE r.id = '%s'"
                                .formatted(id))
                .get(0);
        String expected = refusal.isEmpty() ? "APPLIED COMMITTED 1" : "READY RUNNING 0";
        if (!recorded.equals(expected)) {
            throw new AssertionError(plan.id() + " is recorded as " + recorded + ", not as " + expected);
        }
    }

    private Optional<RestoreException> apply(Plan plan, RestoreId id) {
        Engine line = engine.through(new ComesBetween(engine.database, meanwhile::before));
        try {
            line.applier(line.transactions(Duration.ofSeconds(5))).apply(id, plan, Engine.accept(plan), Progress.NONE);
            return Optional.empty();
        } catch (RestoreException e) {
            return Optional.of(e);
        }
    }

    private void mark(String said) throws SQLException {
        try (Statement statement = session.createStatement()) {
            WalTransactions.mark(statement, said);
        }
        session.commit();
    }

    /** Empty where the journal does not reach, or what was drawn does not go together. */
    private Optional<Plan> plan() throws SQLException {
        try {
            return Optional.of(draw());
        } catch (RestoreException e) {
            if (e.code() == ErrorCode.MOMENT_NOT_COVERED || e.code() == ErrorCode.REQUEST_INVALID) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Plan draw() throws SQLException {
        RestorePolicy policy = drawPolicy();
        if (random.nextInt(6) == 0) {
            List<RestoreScope> scopes = drawScopes(List.of(SELLER, ITEM, TAG, SALE, NOTE, NOTE, NOTE));
            return engine.plan(new RestoreRequest(new AtSnapshot(snapshot.id()), scopes, policy), snapshot);
        }
        return drawFromJournal(drawScopes(List.of(SELLER, ITEM, TAG, SALE)), policy);
    }

    private Plan drawFromJournal(List<RestoreScope> scopes, RestorePolicy policy) throws SQLException {
        List<Long> some = new ArrayList<>(transactions);
        Collections.shuffle(some, random);
        switch (random.nextInt(7)) {
            case 0, 1, 2 -> {
                WithoutTransactions target = new WithoutTransactions(some.subList(0, 1 + random.nextInt(some.size())));
                return engine.kept(engine.journalPlanner()
                        .plan(engine.nextPlanId(), new RestoreRequest(target, scopes, policy), target, Progress.NONE));
            }
            case 3, 4 -> {
                BeforeTransaction target = new BeforeTransaction(some.get(0));
                return engine.kept(engine.journalPlanner()
                        .plan(engine.nextPlanId(), new RestoreRequest(target, scopes, policy), target, Progress.NONE));
            }
            default -> {
                List<Moment> kept = List.copyOf(moments);
                Moment moment = kept.get(random.nextInt(kept.size()));
                return engine.planAt(moment, new RestoreRequest(new AtInstant(moment.takenAt()), scopes, policy));
            }
        }
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
                pick(StoreTriggers.class),
                random.nextInt(3) == 0 ? Dependents.FOLLOW : Dependents.LEAVE,
                pick(MissingReferences.class),
                pick(Conflicts.class));
    }

    private List<RestoreScope> drawScopes(List<TableId> from) {
        List<TableId> tables = new ArrayList<>(from);
        Collections.shuffle(tables, random);
        return tables.subList(0, 1 + random.nextInt(3)).stream()
                .distinct()
                .map(this::drawScope)
                .toList();
    }

    private RestoreScope drawScope(TableId table) {
        if (InterleavedStore.keysOf(table).isEmpty()) {
            return RestoreScope.wholeTable(table);
        }
        List<String> columns = COLUMNS.getOrDefault(table, List.of());
        ColumnScope some = random.nextInt(3) == 0
                ? new ColumnScope.Columns(List.of(new ColumnName(columns.get(random.nextInt(columns.size())))))
                : new ColumnScope.AllColumns();
        RowScope rows =
                switch (random.nextInt(5)) {
                    case 0 ->
                        new RowScope.Matching(
                                Requests.compare(
                                        InterleavedStore.keysOf(table).get(0),
                                        Operator.LESS,
                                        String.valueOf(2 + random.nextInt(7))),
                                pick(RowScope.Side.class));
                    case 1 ->
                        new RowScope.Keys(IntStream.range(0, 5)
                                .mapToObj(i -> drawKey(table))
                                .distinct()
                                .toList());
                    default -> new RowScope.AllRows();
                };
        return new RestoreScope(table, some, rows);
    }

    private RowKey drawKey(TableId table) {
        String first = String.valueOf(1 + random.nextInt(9));
        if (InterleavedStore.keysOf(table).size() == 1) {
            return RowKey.of(first);
        }
        List<String> second = table.equals(TAG) ? List.of("new", "a", "-") : List.of("north", "south");
        return RowKey.of(first, second.get(random.nextInt(second.size())));
    }

    @Override
    public void close() throws SQLException {
        meanwhile.close();
        tillback.close();
        warm.close();
    }
}
