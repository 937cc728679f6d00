package io.tillback.ejb;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final Logger LOG = Logger.getLogger(Rounds.class.getName());

    private final Rounds rounds = new Rounds();
    private final Listening log = new Listening();

    @BeforeEach
    void listen() {
        LOG.setLevel(Level.ALL);
        LOG.addHandler(log);
    }

    @AfterEach
    void stopListening() {
        LOG.removeHandler(log);
        LOG.setLevel(null);
    }

    @Test
    void an_outage_of_the_database_is_told_once_whatever_it_stops_and_its_end_too() {
        for (int second = 0; second < 60; second++) {
            rounds.attempt("write how jobs get on", RoundsTest::failWithoutDatabase);
            rounds.attempt("deliver notices", RoundsTest::failWithoutDatabase);
        }
        rounds.attempt("deliver notices", () -> {});
        rounds.attempt("deliver notices", () -> {});

        assertThat(log.lines)
                .containsExactly(
                        "WARNING Cannot reach the store's database; trying again until it works",
                        "INFO Can reach the store's database again");
    }

    @Test
    void each_other_failure_is_told_once_until_it_is_over() {
        rounds.attempt("sweep", RoundsTest::fail);
        rounds.attempt("sweep", RoundsTest::fail);
        rounds.attempt("purge", RoundsTest::fail);
        rounds.attempt("sweep", () -> {});
        rounds.attempt("sweep", RoundsTest::fail);

        assertThat(log.lines)
                .containsExactly(
                        "WARNING Cannot sweep; trying again until it works",
                        "WARNING Cannot purge; trying again until it works",
                        "INFO Can sweep again",
                        "WARNING Cannot sweep; trying again until it works");
    }

    private static void failWithoutDatabase() {
        throw new IllegalStateException(new SQLException("Connection refused", "08001"));
    }

    @Test
    void a_round_that_is_still_under_way_is_not_begun_a_second_time() {
        List<String> begun = new ArrayList<>();

        rounds.attemptAlone("sweep", () -> {
            begun.add("first");
            rounds.attemptAlone("sweep", () -> begun.add("second"));
            rounds.attemptAlone("settle", () -> begun.add("another"));
        });
        rounds.attemptAlone("sweep", RoundsTest::fail);
        rounds.attemptAlone("sweep", () -> begun.add("later"));

        assertThat(begun).containsExactly("first", "another", "later");
    }

    private static void fail() {
        throw new IllegalStateException("broken");
    }

    private static final class Listening extends Handler {
        private final List<String> lines = new ArrayList<>();

        private Listening() {
            setLevel(Level.ALL);
        }

        @Override
        public void publish(LogRecord entry) {
            lines.add(entry.getLevel() + " " + entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
