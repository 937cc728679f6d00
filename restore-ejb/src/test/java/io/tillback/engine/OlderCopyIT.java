package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.RestoreException;
import io.tillback.journal.Coverage;
import io.tillback.model.Moment;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.running.RunningPostgres;
import io.tillback.running.StoreRoles;
import io.tillback.shipment.OlderCopy;
import io.tillback.snapshot.Fence;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.Seam;
import io.tillback.snapshot.SnapshotTaker;
import io.tillback.storage.StorageClass;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database is brought back from a copy of its files that was made earlier, or another one takes its place. */
class OlderCopyIT {
    private static final TableId ITEM = new TableId("shop", "item");

    private static RunningPostgres postgres;

    @TempDir
    private Path directory;

    private Engine engine;
    private Shipping shipping;

    @BeforeAll
    static void start_a_server_of_its_own(@TempDir Path data) {
        postgres = RunningPostgres.start(data.resolve("data"));
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void record_a_store() throws SQLException {
        engine = Engine.in(postgres, """
                CREATE SCHEMA shop;
                CREATE TABLE shop.item (id int PRIMARY KEY, name text);
                INSERT INTO shop.item SELECT n, 'i' || n FROM generate_series(1, 10) n;
                """);
        engine.record();
        shipping = Shipping.of(engine);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** What one copy has, and the moments around it. */
    private record Past(Moment covered, Moment last, Moment lost, Manifest snapshot) {}

    /** After the copy was made, the store went on, and all of that was copied and shipped. */
    private Past setBack() throws SQLException {
        Moment covered = engine.journal().beat();
        engine.sql("UPDATE shop.item SET name = 'before' WHERE id < 4");
        shipping.ship();
        Moment last = engine.journal().beat();
        postgres.copyTo(directory.resolve("copy"));
        engine.sql("UPDATE shop.item SET name = 'given up' WHERE id < 7");
        Manifest snapshot = engine.takeSnapshot();
        shipping.ship();
        Moment lost = engine.journal().beat();
        postgres.setBackTo(directory.resolve("copy"));
        return new Past(covered, last, lost, snapshot);
    }

    private Coverage first() {
        return engine.journal().findCoverage().get(0);
    }

    @Test
    void a_server_that_kept_a_later_moment_ends_coverage_at_the_last_one_that_is_there() throws SQLException {
        Past past = setBack();

        engine.journal().beatAfter(past.lost());

        assertThat(first().end())
                .contains(new Coverage.End(
                        past.last(),
                        "the database was set back to an older copy, without the moment kept at "
                                + past.lost().takenAt()));
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.journal().requireCovered(List.of(ITEM), past.covered()))
                .withMessageContaining("recording ended after " + past.last().takenAt());
        engine.record();
        Moment after = engine.journal().beat();
        engine.sql("DELETE FROM shop.item");
        engine.apply(engine.planAt(after, RebuiltRows.request(List.of(ITEM))));
        assertThat(engine.number("SELECT count(*) FROM shop.item WHERE name = 'before'"))
                .isEqualTo(3);
    }

    @Test
    void a_server_that_starts_afterwards_learns_it_from_what_was_shipped() throws SQLException {
        Past past = setBack();

        OlderCopy.look(shipping.reader(), engine.journal());

        assertThat(first().end().orElseThrow().last()).isEqualTo(past.last());
        assertThat(first().end().orElseThrow().reason())
                .startsWith("the database was set back to an older copy, from before ");
    }

    @Test
    void a_database_that_is_none_goes_on_being_covered() throws SQLException {
        Moment covered = engine.journal().beat();
        shipping.ship();
        Moment kept = engine.journal().beat();
        postgres.restart();

        OlderCopy.look(shipping.reader(), engine.journal());
        engine.journal().beatAfter(kept);

        engine.journal().requireCovered(List.of(ITEM), covered);
    }

    @Test
    void moments_that_were_forgotten_in_their_time_are_not_missed() throws SQLException {
        Moment kept = engine.journal().beat();
        Moment next = engine.journal().beat();
        engine.segments().dropBefore(next);

        engine.journal().beatAfter(kept);

        engine.journal().requireCovered(List.of(ITEM), next);
    }

    @Test
    void what_nobody_remembers_the_next_seam_shows() throws SQLException {
        Past past = setBack();
        engine.journal().beat();
        Seam.Base base = new Seam.Base(
                past.snapshot(), engine.journal().findCovered(past.snapshot().moment()));

        SnapshotTaker.Order order = new SnapshotTaker.Order(
                engine.nextSnapshotId(), Tier.MANUAL, StorageClass.STANDARD, Fence.NONE, Optional.of(base));
        Manifest next = engine.taker(engine.objects).take(order, new OnCopying(() -> {}));

        assertThat(next.findTable(ITEM).orElseThrow().seam()).map(Seam::fit).contains(Seam.Fit.OPEN);
    }

    @Test
    void a_copy_of_the_database_beside_it_is_another_one() throws SQLException {
        Moment before = engine.journal().beat();
        String name = engine.texts("SELECT current_database()").get(0);
        try (var connection = postgres.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE %1$s_copy TEMPLATE %1$s OWNER shop_owner".formatted(name));
        }
        Engine copy = engine.through(postgres.dataSource(name + "_copy", StoreRoles.TILLBACK));

        copy.journal().beat();
        engine.journal().beat();

        assertThat(copy.journal().findCoverage().get(0).end())
                .contains(new Coverage.End(before, "altered since: incarnation of the database"));
        engine.journal().requireCovered(List.of(ITEM), before);
    }
}
