package io.tillback.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.hook.Library.Author;
import io.tillback.hook.Library.Book;
import io.tillback.hook.Library.Note;
import io.tillback.hook.Library.NoteId;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What EclipseLink's shared cache shows of rows that were changed behind its back, before and after a delivery. */
@SuppressWarnings("NullAway.Init") // JUnit calls what sets the fields.
class EclipseLinkCacheIT {

    private static EmbeddedPostgres server;

    private EntityManagerFactory store;

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedPostgres.start();
        sql("""
                CREATE SCHEMA lib;
                CREATE TABLE lib.author (id bigint PRIMARY KEY, name text);
                CREATE TABLE lib.book (id bigint PRIMARY KEY, title text, author_id bigint REFERENCES lib.author);
                CREATE TABLE lib.note (shelf text, nr int, text text, PRIMARY KEY (shelf, nr));
                """);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void fill_the_cache() throws SQLException {
        sql("""
                TRUNCATE lib.author, lib.book, lib.note;
                INSERT INTO lib.author VALUES (1, 'old');
                INSERT INTO lib.book VALUES (1, 'old', 1), (2, 'old', 1);
                INSERT INTO lib.note VALUES ('a', 1, 'old'), ('a', 2, 'old');
                """);
        store = Persistence.createEntityManagerFactory(
                "cached", Map.of("jakarta.persistence.jdbc.url", server.getJdbcUrl("postgres", "postgres")));
        assertThat(seen()).containsOnly("old");
        sql("""
                UPDATE lib.author SET name = 'new';
                UPDATE lib.book SET title = 'new';
                UPDATE lib.note SET text = 'new';
                """);
        assertThat(seen()).as("the cache is stale").containsOnly("old");
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static void sql(String statements) throws SQLException {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    /** The author by way of a book and itself, two books, two notes. */
    private List<String> seen() {
        List<String> seen = new ArrayList<>();
        seen.add(read(entities -> entities.find(Book.class, 1L).author.name));
        seen.add(read(entities -> entities.find(Author.class, 1L).name));
        seen.add(read(entities -> entities.find(Book.class, 1L).title));
        seen.add(read(entities -> entities.find(Book.class, 2L).title));
        seen.add(read(entities -> entities.find(Note.class, new NoteId("a", 1)).text));
        seen.add(read(entities -> entities.find(Note.class, new NoteId("a", 2)).text));
        return seen;
    }

    private String read(Function<EntityManager, String> reading) {
        EntityManager entities = store.createEntityManager();
        try {
            return reading.apply(entities);
        } finally {
            entities.close();
        }
    }

    private void deliver(String beyond, String table, long written, List<String> key, List<List<String>> rows) {
        new RestoreDelivery(List.of(store), restored -> {})
                .rowsRestored(
                        "m",
                        Map.of(
                                "restore",
                                "r",
                                "beyond",
                                beyond,
                                "tables",
                                List.of(Map.of(
                                        "name", List.of("lib", table),
                                        "written", written,
                                        "key", key,
                                        "rows", rows,
                                        "seenIn", List.of()))));
    }

    @Test
    void a_single_row_that_nothing_leads_to_is_read_anew_and_no_other() {
        deliver("nothing", "note", 1, List.of("nr", "shelf"), List.of(List.of("changed", "2", "a")));

        assertThat(seen()).containsExactly("old", "old", "old", "old", "old", "new");
    }

    @Test
    void of_many_rows_all_of_the_entity_are_read_anew_and_no_other() {
        deliver("nothing", "note", 100_000, List.of("shelf", "nr"), List.of(List.of("changed", "a", "2")));

        assertThat(seen()).containsExactly("old", "old", "old", "old", "new", "new");
    }

    @Test
    void a_row_that_others_lead_to_is_seen_anew_by_way_of_these_too() {
        deliver("nothing", "author", 1, List.of("id"), List.of(List.of("changed", "1")));

        assertThat(seen()).containsExactly("new", "new", "new", "new", "old", "old");
    }

    @Test
    void a_row_that_leads_to_others_is_read_anew_without_these() {
        deliver("nothing", "book", 1, List.of("id"), List.of(List.of("changed", "2")));

        assertThat(seen()).containsExactly("old", "old", "old", "new", "old", "old");
    }

    @Test
    void a_table_that_no_entity_shows_leaves_the_cache_as_it_is() {
        deliver("nothing", "other", 1, List.of("id"), List.of(List.of("changed", "2")));

        assertThat(seen()).containsOnly("old");
    }

    @Test
    void where_more_may_have_changed_everything_is_read_anew() {
        deliver("anything", "other", 1, List.of("id"), List.of(List.of("changed", "2")));

        assertThat(seen()).containsOnly("new");
    }
}
