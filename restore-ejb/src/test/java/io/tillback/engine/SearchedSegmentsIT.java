package io.tillback.engine;

import static io.tillback.engine.Investigation.actor;
import static io.tillback.engine.Investigation.by;
import static io.tillback.engine.Investigation.changesOf;
import static io.tillback.engine.Investigation.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.jdbc.JdbcJournalSegments;
import io.tillback.journal.FoundChanges;
import io.tillback.journal.FoundTransaction;
import io.tillback.journal.Segments;
import io.tillback.model.ChangeCriteria;
import io.tillback.model.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A search tells the same of changes however they lie in segments, indexed ones and the one that is written to. */
class SearchedSegmentsIT {
    private static final TableId CLAIM = new TableId("shop", "claim");
    private static final int SEGMENTS = 9;

    private Engine engine;
    private Investigation search;
    private final List<Long> annas = new ArrayList<>();
    private final List<Long> berts = new ArrayList<>();

    @BeforeEach
    void change_a_store_in_several_segments() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.claim (id int PRIMARY KEY, amount int);
                INSERT INTO shop.claim SELECT n, 0 FROM generate_series(1, 20) n;
                """);
        engine.record();
        engine.journal().beat();
        search = new Investigation(engine);
        try (Connection pooled = engine.store.getConnection();
                Statement statement = pooled.createStatement()) {
            pooled.setAutoCommit(false);
            for (int segment = 1; segment <= SEGMENTS; segment++) {
                annas.add(0, change(pooled, statement, "anna", segment));
                annas.add(0, change(pooled, statement, "anna", segment + 1));
                if (segment % 3 == 0) {
                    berts.add(0, change(pooled, statement, "bert", segment));
                }
                if (segment < SEGMENTS) {
                    settle();
                }
            }
        }
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static long change(Connection connection, Statement statement, String actor, int id) throws SQLException {
        statement.execute("SELECT set_config('tillback.actor', '%s', TRUE)".formatted(actor));
        statement.execute("UPDATE shop.claim SET amount = amount + 1 WHERE id IN (%d, %d)".formatted(id, id + 10));
        long transaction = Long.parseLong(Payments.first(statement, "SELECT pg_current_xact_id()::text"));
        connection.commit();
        return transaction;
    }

    private void settle() {
        Segments segments = new Segments(new JdbcJournalSegments(engine.database, new PostgresDialect()));
        segments.begin(Duration.ZERO);
        segments.begin(Duration.ZERO);
        segments.index();
    }

    private List<Long> page(ChangeCriteria criteria, int limit) {
        List<Long> all = new ArrayList<>();
        String from = "";
        while (true) {
            FoundChanges.Transactions page = search.finder.find(criteria, from, limit);
            page.transactions().stream().map(FoundTransaction::number).forEach(all::add);
            if (page.next().isEmpty()) {
                return all;
            }
            from = page.next().get();
        }
    }

    @Test
    void whatever_somebody_did_is_found_page_by_page_across_all_segments() {
        assertThat(page(by(actor("anna")), 3)).isEqualTo(annas);
        assertThat(page(by(actor("anna")), 100)).isEqualTo(annas);
        assertThat(page(by(actor("bert")), 1)).isEqualTo(berts);
        assertThat(page(by(actor("bert")), 2)).isEqualTo(berts);
        assertThat(page(by(actor("nobody")), 2)).isEmpty();
    }

    @Test
    void a_row_is_found_by_key_and_somebody_in_indexed_segments_and_in_the_one_that_is_written_to() {
        ChangeCriteria nine = changesOf(CLAIM, key("9"));

        assertThat(page(nine, 1)).containsExactly(berts.get(0), annas.get(1), annas.get(2));
        assertThat(page(new ChangeCriteria(nine.table(), nine.rows(), actor("bert"), List.of(), nine.window()), 1))
                .containsExactly(berts.get(0));
    }

    @Test
    void rows_of_transactions_are_the_same_page_by_page_as_all_at_once() {
        ChangeCriteria found = by(actor("anna")).within(annas);
        List<String> all = search.finder.load(found, "", 500).steps().stream()
                .map(Investigation::line)
                .toList();
        List<String> paged = new ArrayList<>();
        String from = "";
        do {
            FoundChanges.Steps page = search.finder.load(found, from, 7);
            page.steps().forEach(step -> paged.add(Investigation.line(step)));
            from = page.next().orElse("");
        } while (!from.isEmpty());

        assertThat(all).hasSize(2 * annas.size()).contains("19 CHANGED [amount: 1 -> 2]");
        assertThat(paged).isEqualTo(all);
    }

    @Test
    void rows_that_came_and_went_in_a_transaction_do_not_end_a_page_early() throws SQLException {
        long both = search.change(
                "carl",
                "1",
                "INSERT INTO shop.claim SELECT n, 0 FROM generate_series(101, 140) n",
                "DELETE FROM shop.claim WHERE id BETWEEN 101 AND 139");

        FoundChanges.Steps page = search.finder.load(by(actor("carl")).within(List.of(both)), "", 3);

        assertThat(page.steps().stream().map(Investigation::line))
                .containsExactly("140 ENTERED [id: - -> 140, amount: - -> 0]");
        assertThat(page.next()).isEmpty();
    }

    @Test
    void of_many_tables_a_search_holds_the_segments_of_one_at_a_time() throws Exception {
        for (int table = 1; table <= 5; table++) {
            engine.sql(
                    "CREATE TABLE shop.t%1$d (id int PRIMARY KEY); INSERT INTO shop.t%1$d VALUES (1)".formatted(table));
        }
        engine.record();
        search.change("anna", "r1", "DELETE FROM shop.t1", "DELETE FROM shop.t2", "DELETE FROM shop.t3");
        settle();
        String first =
                engine.texts("SELECT min(number)::text FROM tillback.journal").get(0);
        ExecutorService operator = Executors.newSingleThreadExecutor();
        try (Connection gate = engine.database.getConnection();
                Statement statement = gate.createStatement()) {
            gate.setAutoCommit(false);
            // Companions are searched from the newest to the oldest.
            statement.execute("LOCK TABLE ONLY tillback.journal_%s IN ACCESS EXCLUSIVE MODE".formatted(first));
            Future<Integer> found =
                    operator.submit(() -> search.find(by(actor("anna"))).size());
            Awaitility.await().until(() -> waiting() > 0);

            assertThat(locked())
                    .isNotEmpty()
                    .allMatch(name -> name.matches("journal_" + first + "(_.*)?|journal_transaction.*"));
            gate.rollback();
            assertThat(found.get()).isEqualTo(2 * SEGMENTS + 1);
        } finally {
            operator.shutdown();
        }
    }

    private long waiting() throws SQLException {
        return engine.number("SELECT count(*) FROM pg_locks WHERE NOT granted");
    }

    /** Companions and segments that the waiting search holds or asks for. */
    private List<String> locked() throws SQLException {
        return engine.texts("""
                SELECT DISTINCT l.relation::regclass::name::text
                FROM pg_locks l
                JOIN pg_class c ON c.oid = l.relation
                WHERE l.pid = (SELECT pid FROM pg_locks WHERE NOT granted LIMIT 1)
                  AND c.relname ~ '^journal_(transaction|[0-9])'
                """).stream()
                .map(name -> name.replaceFirst("^tillback\\.", ""))
                .toList();
    }
}
