package io.tillback.engine;

import static io.tillback.engine.Investigation.actor;
import static io.tillback.engine.Investigation.after;
import static io.tillback.engine.Investigation.became;
import static io.tillback.engine.Investigation.before;
import static io.tillback.engine.Investigation.by;
import static io.tillback.engine.Investigation.changesOf;
import static io.tillback.engine.Investigation.columns;
import static io.tillback.engine.Investigation.equal;
import static io.tillback.engine.Investigation.isNotNull;
import static io.tillback.engine.Investigation.isNull;
import static io.tillback.engine.Investigation.key;
import static io.tillback.engine.Investigation.operations;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.journal.FoundChanges;
import io.tillback.journal.FoundTransaction;
import io.tillback.journal.RowStep;
import io.tillback.journal.Searched;
import io.tillback.journal.TableDigest;
import io.tillback.model.ChangeCriteria;
import io.tillback.model.ChangeCriteria.By;
import io.tillback.model.ChangeCriteria.Operation;
import io.tillback.model.ChangeCriteria.Rows;
import io.tillback.model.ChangeCriteria.Window;
import io.tillback.model.Moment;
import io.tillback.model.Progress;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes are found by what they did, by whom and when; incident 2 among them. */
class ChangeSearchIT {
    private static final TableId CLAIM = new TableId("shop", "claim");
    private static final TableId PART = new TableId("shop", "part");
    private static final TableId HOSTILE = new TableId("shop", "a \"b\".c\\'; --");

    private Engine engine;
    private Investigation search;

    @BeforeEach
    void record_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TYPE shop.mood AS ENUM ('good', 'bad');
                CREATE TABLE shop.claim (id int PRIMARY KEY, payout_type text, amount numeric(12,2), twice int GENERATED ALWAYS AS (id * 2) STORED);
                CREATE TABLE shop.part (id int PRIMARY KEY, place text) PARTITION BY RANGE (id);
                CREATE TABLE shop.part_1 PARTITION OF shop.part FOR VALUES FROM (0) TO (100);
                CREATE TABLE shop.part_2 PARTITION OF shop.part FOR VALUES FROM (100) TO (200);
                CREATE TABLE shop."a ""b"".c\\'; --" (
                  "größe" text, "group" int, "there" text, "Select %s" shop.mood, "journal_time" int, PRIMARY KEY ("group", "größe"));
                INSERT INTO shop.claim SELECT n, 'sepa', n FROM generate_series(1, 40) n;
                INSERT INTO shop.part SELECT n, 'p' || n FROM generate_series(1, 150) n;
                INSERT INTO shop."a ""b"".c\\'; --" SELECT 'q"%' || n, n, 'x', 'good', 0 FROM generate_series(1, 5) n;
                """);
        engine.record();
        engine.journal().beat();
        search = new Investigation(engine);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private long change(String... statements) throws SQLException {
        return search.change("anna", "104", statements);
    }

    @Test
    void the_eighteen_rows_that_a_release_has_set_to_null_are_found_and_taken_back_at_once() throws SQLException {
        search.change("bert", "build-104", "UPDATE shop.claim SET payout_type = NULL WHERE id = 40");
        search.releases.announce("build-105", "olga", Instant.now());
        List<Long> damage = new ArrayList<>();
        for (int id = 1; id <= 18; id++) {
            damage.add(
                    0,
                    search.change(
                            "user " + id, "build-105", "UPDATE shop.claim SET payout_type = NULL WHERE id = " + id));
            search.change(
                    "user " + id, "build-105", "UPDATE shop.claim SET amount = amount + 1 WHERE id = " + (20 + id));
        }
        search.change("bert", "build-105", "UPDATE shop.claim SET payout_type = 'cheque' WHERE id = 3");
        search.change("bert", "build-105", "DELETE FROM shop.claim WHERE id = 39");
        Window sinceRelease = new Window(Optional.empty(), Optional.empty(), Optional.of("build-105"));
        ChangeCriteria becameNull = new ChangeCriteria(
                Optional.of(CLAIM),
                became(isNotNull("payout_type"), isNull("payout_type")),
                By.ANYBODY,
                List.of(),
                sinceRelease);

        List<Long> found = search.find(becameNull);
        TableDigest digest = search.finder
                .digest(new ChangeCriteria(Optional.of(CLAIM), Rows.ANY, By.ANYBODY, List.of(), sinceRelease))
                .tables()
                .get(0);
        RestoreTarget.WithoutTransactions without = new RestoreTarget.WithoutTransactions(found);
        RestoreRequest request =
                new RestoreRequest(without, List.of(RestoreScope.wholeTable(CLAIM)), RestorePolicy.bringBack());
        engine.apply(engine.kept(engine.journalPlanner().plan(engine.nextPlanId(), request, without, Progress.NONE)));

        assertThat(found).isEqualTo(damage);
        assertThat(digest.changed()).isEqualTo(36);
        assertThat(digest.gone()).isEqualTo(1);
        assertThat(digest.columns().get(0).column().value()).isEqualTo("payout_type");
        assertThat(digest.columns().get(0).rows()).isEqualTo(18);
        assertThat(digest.columns().get(0).pairs())
                .containsExactly(
                        new TableDigest.Pair(Optional.of("sepa"), Optional.empty(), 18),
                        new TableDigest.Pair(Optional.empty(), Optional.of("cheque"), 1));
        assertThat(engine.texts("SELECT payout_type, count(*) FROM shop.claim WHERE id <> 39 GROUP BY 1 ORDER BY 2"))
                .hasSize(3);
        assertThat(engine.number("SELECT count(*) FROM shop.claim WHERE payout_type = 'sepa'"))
                .isEqualTo(37);
        assertThat(engine.number("SELECT count(*) FROM shop.claim WHERE payout_type IS NULL"))
                .isEqualTo(1);
    }

    @Test
    void a_change_is_told_as_it_was_made_whatever_became_of_the_row_since() throws SQLException {
        change("INSERT INTO shop.claim VALUES (50, 'cash', 1)");
        change("UPDATE shop.claim SET payout_type = 'card' WHERE id = 50");
        change(
                "UPDATE shop.claim SET amount = 2, payout_type = 'x' WHERE id = 50",
                "UPDATE shop.claim SET payout_type = 'y' WHERE id = 50");
        change("DELETE FROM shop.claim WHERE id = 50", "INSERT INTO shop.claim VALUES (50, 'z', 2)");
        change("UPDATE shop.claim SET id = 51 WHERE id = 50");
        change("DELETE FROM shop.claim WHERE id = 51");
        change("INSERT INTO shop.claim VALUES (52, 'q', 2)", "DELETE FROM shop.claim WHERE id = 52");

        assertThat(search.steps(changesOf(CLAIM)))
                .containsExactly(
                        "51 DELETED [id: 51 -> -, payout_type: z -> -, amount: 2.00 -> -]",
                        "50 MOVED [id: 50 -> -, payout_type: z -> -, amount: 2.00 -> -]",
                        "51 ENTERED [id: - -> 51, payout_type: - -> z, amount: - -> 2.00]",
                        "50 CHANGED [payout_type: y -> z]",
                        "50 CHANGED [payout_type: card -> y, amount: 1.00 -> 2.00]",
                        "50 CHANGED [payout_type: cash -> card]",
                        "50 ENTERED [id: - -> 50, payout_type: - -> cash, amount: - -> 1.00]");
    }

    @Test
    void what_a_transaction_left_is_what_the_next_to_change_the_row_found_though_that_one_began_before()
            throws SQLException {
        try (Connection connection = engine.store.getConnection();
                Statement early = connection.createStatement()) {
            connection.setAutoCommit(false);
            early.execute("UPDATE shop.claim SET amount = 0 WHERE id = 7");
            long late = change("UPDATE shop.claim SET payout_type = 'late' WHERE id = 8");
            early.execute("UPDATE shop.claim SET payout_type = 'early' WHERE id = 8");
            connection.commit();

            assertThat(search.steps(changesOf(CLAIM, key("8")).within(List.of(late))))
                    .containsExactly("8 CHANGED [payout_type: sepa -> late]");
            assertThat(search.steps(
                            changesOf(CLAIM, became(equal("payout_type", "late"), equal("payout_type", "early")))))
                    .containsExactly("8 CHANGED [payout_type: late -> early]");
        }
    }

    @Test
    void values_are_compared_as_their_type_does_and_only_where_the_row_was_there() throws SQLException {
        long became = change("UPDATE shop.claim SET amount = 3.5 WHERE id = 1");
        long deleted = change("DELETE FROM shop.claim WHERE id = 2");
        long nothing = change("UPDATE shop.claim SET payout_type = payout_type WHERE id = 3");
        long null5 = change("UPDATE shop.claim SET payout_type = NULL WHERE id = 5");

        assertThat(search.find(changesOf(CLAIM, after(equal("amount", "3.500")))))
                .containsExactly(became);
        assertThat(search.find(changesOf(CLAIM, before(equal("amount", "2"))))).containsExactly(deleted);
        assertThat(search.find(changesOf(CLAIM, after(isNull("payout_type"))))).containsExactly(null5);
        assertThat(search.find(changesOf(CLAIM, columns("amount", "payout_type"))))
                .containsExactly(null5, became);
        assertThat(search.find(changesOf(CLAIM, operations(Operation.UPDATE)))).containsExactly(null5, nothing, became);
        assertThat(search.find(changesOf(CLAIM, operations(Operation.DELETE)))).containsExactly(deleted);
        assertThat(search.find(changesOf(CLAIM, key("3")))).containsExactly(nothing);
    }

    @Test
    void only_what_somebody_did_is_theirs() throws SQLException {
        try (Connection connection = engine.store.getConnection();
                Statement pooled = connection.createStatement()) {
            connection.setAutoCommit(false);
            pooled.execute("UPDATE shop.claim SET amount = 0 WHERE id = 1");
            connection.commit();
            pooled.execute(
                    "SELECT set_config('tillback.actor', 'anna', TRUE), set_config('tillback.request', 'r-1', TRUE)");
            pooled.execute("UPDATE shop.claim SET amount = 0 WHERE id = 2");
            connection.commit();
            pooled.execute("UPDATE shop.claim SET amount = 0 WHERE id = 3");
            connection.commit();
        }
        search.change("bert", "104", "UPDATE shop.claim SET amount = 0 WHERE id = 4");

        assertThat(search.steps(by(actor("anna")))).containsExactly("2 CHANGED [amount: 2.00 -> 0.00]");
        assertThat(search.steps(by(Investigation.release("104")))).containsExactly("4 CHANGED [amount: 4.00 -> 0.00]");
        By request = new By(Optional.empty(), Optional.of("r-1"), Optional.empty(), Optional.empty());
        assertThat(search.find(by(request))).hasSize(1);
        By user = new By(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("shop_owner"));
        assertThat(search.find(by(user))).hasSize(4);
        assertThat(search.find(by(actor("' OR TRUE --")))).isEmpty();
        FoundTransaction found =
                search.finder.find(by(actor("anna")), "", 10).transactions().get(0);
        assertThat(found.who().orElseThrow().request()).contains("r-1");
    }

    @Test
    void a_window_holds_what_was_committed_in_it() throws SQLException {
        long earlier = change("UPDATE shop.claim SET amount = 0 WHERE id = 1");
        Moment from = engine.journal().beat();
        try (Connection connection = engine.store.getConnection();
                Statement open = connection.createStatement()) {
            connection.setAutoCommit(false);
            open.execute("UPDATE shop.claim SET amount = 0 WHERE id = 9");
            long inside = change("UPDATE shop.claim SET amount = 0 WHERE id = 2");
            Moment to = engine.journal().beat();
            connection.commit();
            engine.journal().beat();
            long later = change("UPDATE shop.claim SET amount = 0 WHERE id = 3");

            Window window = new Window(
                    Optional.of(from.takenAt()), Optional.of(to.takenAt().minusNanos(1000)), Optional.empty());
            List<Long> found =
                    search.find(new ChangeCriteria(Optional.empty(), Rows.ANY, By.ANYBODY, List.of(), window));

            assertThat(found).containsExactly(inside).doesNotContain(earlier, later);
        }
    }

    @Test
    void pages_hold_each_transaction_once_while_others_go_on() throws SQLException {
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            all.add(
                    0,
                    change(
                            "UPDATE shop.claim SET amount = amount + 1 WHERE id <= 3",
                            "UPDATE shop.part SET place = 'x' WHERE id = 120"));
        }
        List<Long> read = new ArrayList<>();
        String from = "";
        do {
            FoundChanges.Transactions page = search.finder.find(ChangeCriteria.ALL, from, 4);
            page.transactions().forEach(found -> read.add(found.number()));
            assertThat(page.transactions().get(0).tables())
                    .containsExactly(
                            new FoundTransaction.Count(CLAIM, 0, 3, 0, 0, 0),
                            new FoundTransaction.Count(PART, 0, 1, 0, 0, 0));
            from = page.next().orElse("");
            change("UPDATE shop.claim SET amount = amount + 1 WHERE id = 4");
        } while (!from.isEmpty());

        assertThat(read).isEqualTo(all);
        List<String> lines = new ArrayList<>();
        String next = "";
        do {
            FoundChanges.Steps page = search.finder.load(ChangeCriteria.ALL.within(all.subList(0, 3)), next, 5);
            page.steps().forEach(step -> lines.add(step.transaction() + Investigation.line(step)));
            next = page.next().orElse("");
        } while (!next.isEmpty());
        assertThat(lines).hasSize(12).doesNotHaveDuplicates();
    }

    @Test
    void one_transaction_of_many_rows_hides_no_other() throws SQLException {
        long first = change("UPDATE shop.claim SET amount = 0 WHERE id = 1");
        engine.sql("INSERT INTO shop.claim SELECT n, 'bulk', 0 FROM generate_series(1000, 9000) n");
        long last = change("UPDATE shop.claim SET amount = 1 WHERE id = 1");

        List<FoundTransaction> found =
                search.finder.find(changesOf(CLAIM), "", 10).transactions();

        assertThat(found).hasSize(3);
        assertThat(found).first().extracting(FoundTransaction::number).isEqualTo(last);
        assertThat(found.get(1).tables()).containsExactly(new FoundTransaction.Count(CLAIM, 8001, 0, 0, 0, 0));
        assertThat(found).last().extracting(FoundTransaction::number).isEqualTo(first);
    }

    @Test
    void changes_are_found_across_segments_and_by_their_index() throws SQLException {
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(0, change("UPDATE shop.claim SET amount = amount + 1 WHERE id = 1"));
            engine.segments().begin(Duration.ZERO);
            engine.segments().index();
        }
        engine.journal().beat();

        assertThat(search.find(changesOf(CLAIM))).isEqualTo(all);
        assertThat(search.steps(changesOf(CLAIM, key("1")).within(List.of(all.get(1)))))
                .containsExactly("1 CHANGED [amount: 2.00 -> 3.00]");
        assertThat(engine.texts("SELECT indexname FROM pg_indexes WHERE indexname LIKE 'journal\\_%\\_by'"))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void a_table_that_was_altered_is_searched_in_both_its_forms_and_what_is_not_known_is_said() throws SQLException {
        long before = change("UPDATE shop.claim SET amount = 0 WHERE id = 1", "DELETE FROM shop.claim WHERE id = 2");
        engine.journal().beat();
        engine.sql("ALTER TABLE shop.claim ADD COLUMN note text");
        engine.journal().beat();
        engine.record();
        engine.journal().beat();
        long since = change("UPDATE shop.claim SET note = 'n' WHERE id = 1");

        FoundChanges.Transactions found = search.finder.find(changesOf(CLAIM), "", 10);

        assertThat(found.transactions()).extracting(FoundTransaction::number).containsExactly(since, before);
        assertThat(found.searched().spans()).hasSize(2);
        assertThat(found.searched().partial()).extracting(Searched.Span::table).containsOnly(CLAIM);
        assertThat(search.steps(changesOf(CLAIM)))
                .containsExactly(
                        "1 CHANGED [note: - -> n]",
                        "1 CHANGED [id: 1 -> ?, payout_type: sepa -> ?, amount: 1.00 -> ?]",
                        "2 DELETED [id: 2 -> -, payout_type: sepa -> -, amount: 2.00 -> -]");
        assertThat(search.find(changesOf(CLAIM, columns("note")))).containsExactly(since);
        assertThat(search.find(changesOf(CLAIM, after(isNull("amount"))))).isEmpty();
    }

    @Test
    void odd_names_odd_types_and_partitions_are_searched_like_any_other() throws SQLException {
        long hostile = change(
                "UPDATE shop.\"a \"\"b\"\".c\\'; --\" SET \"Select %s\" = 'bad', there = NULL WHERE \"group\" = 2");
        long moved = change("UPDATE shop.part SET id = 170 WHERE id = 30", "DELETE FROM shop.part WHERE id = 170");
        change("INSERT INTO shop.part VALUES (160, 'new')");

        assertThat(search.find(changesOf(HOSTILE, became(equal("Select %s", "good"), equal("Select %s", "bad")))))
                .containsExactly(hostile);
        assertThat(search.steps(changesOf(HOSTILE, after(equal("Select %s", "bad")))))
                .containsExactly("(2, q\"%2) CHANGED [there: x -> -, Select %s: good -> bad]");
        assertThat(search.find(changesOf(HOSTILE, key("2", "q\"%2")))).containsExactly(hostile);
        assertThat(search.steps(changesOf(PART, key("30")))).containsExactly("30 MOVED [id: 30 -> -, place: p30 -> -]");
        assertThat(search.find(changesOf(PART, key("30")))).containsExactly(moved);
        assertThat(search.finder.digest(changesOf(PART)).tables().get(0).entered())
                .isEqualTo(1);
    }

    @Test
    void long_values_are_cut_but_compared_whole() throws SQLException {
        change("UPDATE shop.claim SET payout_type = repeat('a', 300) WHERE id = 1");
        change("UPDATE shop.claim SET payout_type = repeat('a', 299) || 'b' WHERE id = 1");

        List<RowStep> steps = search.finder
                .load(changesOf(CLAIM, columns("payout_type")).within(search.find(changesOf(CLAIM))), "", 10)
                .steps();

        assertThat(steps).hasSize(2);
        assertThat(steps.get(0).values().get(0).after().orElseThrow())
                .hasSize(201)
                .endsWith("…");
    }

    @Test
    void changes_are_counted_over_time_with_the_releases_between() throws SQLException {
        search.releases.announce("build-105", "olga", Instant.now());
        change("UPDATE shop.claim SET amount = 0 WHERE id <= 5");
        engine.sql("DELETE FROM shop.part WHERE id <= 2");
        engine.journal().beat();

        FoundChanges.OverTime counted = search.finder.count(ChangeCriteria.ALL);

        assertThat(counted.bucket()).isEqualTo(Duration.ofMinutes(1));
        assertThat(counted.tallies().stream()
                        .mapToLong(tally -> tally.changes())
                        .sum())
                .isEqualTo(7);
        assertThat(counted.releases()).extracting(release -> release.name()).containsExactly("build-105");
    }

    @Test
    void what_cannot_be_searched_is_refused_with_the_reason() {
        assertRefused(ErrorCode.MOMENT_NOT_COVERED, changesOf(new TableId("shop", "nobody")));
        assertRefused(ErrorCode.COLUMN_UNKNOWN, changesOf(CLAIM, columns("colour")));
        assertRefused(ErrorCode.COLUMN_UNKNOWN, changesOf(CLAIM, columns("twice")));
        assertRefused(ErrorCode.KEY_INVALID, changesOf(CLAIM, key("1", "2")));
        assertRefused(ErrorCode.CONDITION_INVALID, changesOf(CLAIM, key("one")));
        assertRefused(ErrorCode.CONDITION_INVALID, changesOf(CLAIM, after(equal("amount", "much"))));
        assertRefused(
                ErrorCode.RELEASE_UNKNOWN,
                new ChangeCriteria(
                        Optional.empty(),
                        Rows.ANY,
                        By.ANYBODY,
                        List.of(),
                        new Window(Optional.empty(), Optional.empty(), Optional.of("nobody's"))));
        assertThat(search.find(new ChangeCriteria(Optional.empty(), Rows.ANY, By.ANYBODY, List.of(12L), Window.ALL)))
                .isEmpty();
    }

    private void assertRefused(ErrorCode code, ChangeCriteria criteria) {
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> search.find(criteria))
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }
}
