package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.journal.Release;
import io.tillback.model.Progress;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Releases are announced once, each at a moment to which tables can be brought back. */
class ReleasesIT {
    private static final TableId ITEM = new TableId("shop", "item");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private Engine engine;
    private Investigation search;

    @BeforeEach
    void record_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.item (id int PRIMARY KEY, name text);
                INSERT INTO shop.item SELECT n, 'i' || n FROM generate_series(1, 9) n;
                """);
        engine.record();
        engine.journal().beat();
        search = new Investigation(engine);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void a_table_comes_back_as_it_was_just_before_a_release() throws SQLException {
        engine.sql("UPDATE shop.item SET name = 'before' WHERE id = 1");
        Witness before = Witness.of(engine);
        Release release;
        try (Connection connection = engine.store.getConnection();
                Statement open = connection.createStatement()) {
            connection.setAutoCommit(false);
            open.execute("UPDATE shop.item SET name = 'not committed yet' WHERE id = 2");
            release = search.releases.announce("build-105", "olga", NOON);
            connection.commit();
        }
        engine.sql(
                "UPDATE shop.item SET name = NULL; DELETE FROM shop.item WHERE id = 3; INSERT INTO shop.item VALUES (10, 'new')");

        RestoreRequest request = new RestoreRequest(
                new RestoreTarget.BeforeRelease("build-105"), List.of(RestoreScope.wholeTable(ITEM)), Requests.EXACTLY);
        engine.journalPlanner().require(request, release);
        Plan plan = engine.kept(engine.journalPlanner().plan(engine.nextPlanId(), request, release, Progress.NONE));
        engine.apply(plan);

        assertThat(before.differences()).isEmpty();
        assertThat(plan.gap().headline())
                .contains("The state is that before release build-105, announced by olga at "
                        + release.moment().takenAt() + ".");
    }

    @Test
    void a_name_is_announced_once_whoever_else_announces_it() throws Exception {
        Release first = search.releases.announce("build-105", "olga", NOON);
        ExecutorService callers = Executors.newFixedThreadPool(4);
        List<Future<Release>> more = callers.invokeAll(List.<Callable<Release>>of(
                () -> search.releases.announce("build-106", "a", NOON),
                () -> search.releases.announce("build-106", "b", NOON),
                () -> search.releases.announce("build-106", "c", NOON),
                () -> search.releases.announce("build-105", "d", NOON.plusSeconds(1))));
        callers.shutdown();

        assertThat(more.get(3).get()).isEqualTo(first);
        assertThat(more.get(0).get())
                .isEqualTo(more.get(1).get())
                .isEqualTo(more.get(2).get());
        assertThat(search.releases.list(10)).extracting(Release::name).containsExactly("build-106", "build-105");
    }

    @Test
    void a_name_that_is_none_and_a_release_that_nobody_announced_are_refused() {
        for (String name : List.of("", " ", "a\nb", "x".repeat(201))) {
            assertThatExceptionOfType(RestoreException.class)
                    .isThrownBy(() -> search.releases.announce(name, "olga", NOON))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID));
        }
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> search.releases.load("build-1"))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.RELEASE_UNKNOWN))
                .withMessage("Cannot find release build-1: none of that name was announced");
        assertThat(search.releases.announce("ä 'quoted' \"name\" %s", "olga", NOON))
                .isNotNull();
    }
}
