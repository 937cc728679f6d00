package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.apply.Restore.Outcome;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Progress;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The connection breaks at each thing in turn that is asked of the database; at some of them in a short run. */
class BrokenConnectionsIT {
    private static final Logger LOG = Logger.getLogger(BrokenConnectionsIT.class.getName());
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final int ROWS = 300;

    /** 1 breaks at everything. */
    private static final int STRIDE = Integer.getInteger("tillback.stride", 4);

    private Engine engine;
    private Manifest manifest;

    @BeforeEach
    void damage_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.product (id int PRIMARY KEY, name text);
                CREATE TABLE shop.tag (id int PRIMARY KEY, product int REFERENCES shop.product);
                CREATE FUNCTION shop.refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'awake'; END$$;
                INSERT INTO shop.product SELECT n, 'product ' || n FROM generate_series(1, 300) n;
                INSERT INTO shop.tag SELECT n, n FROM generate_series(1, 300) n;
                """);
        manifest = engine.takeSnapshot();
        engine.sql("""
                UPDATE shop.product SET name = 'damaged';
                CREATE TRIGGER refuse BEFORE UPDATE ON shop.product FOR EACH ROW EXECUTE FUNCTION shop.refuse();
                """);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @FunctionalInterface
    private interface Work {
        /** @param broken the engine on the line that breaks */
        void on(Engine broken) throws SQLException;
    }

    @FunctionalInterface
    private interface Check {
        /** @param failure of the work; empty if it went well all the same */
        void after(Optional<RestoreException> failure) throws SQLException;
    }

    private void breakingEverywhere(Work work, Check check) throws SQLException {
        for (int at = 1; ; at += STRIDE) {
            BreaksAt line =
                    new BreaksAt(engine.database, Surroundings.postgres().dataSource(), at);
            Optional<RestoreException> failure = Optional.empty();
            try (Engine broken = engine.through(line)) {
                work.on(broken);
            } catch (RestoreException e) {
                failure = Optional.of(e);
            }
            assertThat(line.countOpen())
                    .as("connections not given back after %s", failure)
                    .isZero();
            check.after(failure);
            if (!line.broke()) {
                assertThat(failure).isEmpty();
                int asked = at;
                LOG.info(() -> "fewer than " + asked + " things were asked");
                return;
            }
        }
    }

    private static void assertUnavailable(RestoreException failure) {
        assertThat(failure.code()).as(failure.fact()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE);
        assertThat(failure.fact()).startsWith("Cannot ");
        assertThat(failure.hint()).isNotBlank();
    }

    @Test
    void a_snapshot_fails_and_leaves_nothing() throws SQLException {
        breakingEverywhere(
                broken -> broken.taker(engine.objects).take(engine.nextSnapshotId(), Tier.MANUAL, Progress.NONE),
                failure -> {
                    failure.ifPresent(BrokenConnectionsIT::assertUnavailable);
                    engine.sweeper().sweep(Set::of, Instant.now());
                    engine.sweeper().listFinished().forEach((id, tier) -> assertThat(
                                    engine.reader().loadManifest(tier, id).rows())
                            .isEqualTo(2 * ROWS));
                });
    }

    @Test
    void a_plan_fails_and_what_was_staged_can_be_dropped() throws SQLException {
        Work work = broken -> broken.planner()
                .planFromSnapshot(
                        engine.nextPlanId(), Requests.wholeTables(manifest, PRODUCT), manifest, Progress.NONE);
        breakingEverywhere(work, failure -> {
            failure.ifPresent(BrokenConnectionsIT::assertUnavailable);
            for (String id : engine.texts("""
                    SELECT DISTINCT split_part(relname, '_', 2) FROM pg_class
                    WHERE relnamespace = 'tillback'::regnamespace AND relkind = 'r' AND relname ~ '^(stage|raw|keys|plan)_'
                    """)) {
                engine.dropAsTheServerDoes(id);
            }
            assertThat(engine.number("""
                    SELECT count(*) FROM pg_class
                    WHERE relnamespace = 'tillback'::regnamespace AND relkind = 'r' AND relname ~ '^(stage|raw|keys|plan)_'
                      AND NOT EXISTS (SELECT FROM tillback.plan p WHERE relname LIKE 'plan\\_' || p.id || '%')
                    """)).isZero();
        });
    }

    @Test
    void an_apply_writes_everything_or_nothing_and_says_which() throws SQLException {
        breakingEverywhere(
                broken -> {
                    Plan plan = engine.plan(Requests.wholeTables(manifest, PRODUCT), manifest);
                    broken.applier(broken.transactions())
                            .apply(engine.begun(plan), plan, Engine.accept(plan), Progress.NONE);
                },
                failure -> {
                    failure.ifPresent(BrokenConnectionsIT::assertUnavailable);
                    long damaged = engine.number("SELECT count(*) FROM shop.product WHERE name = 'damaged'");
                    assertThat(damaged).isEqualTo(failure.isPresent() ? ROWS : 0);
                    assertThat(engine.number("SELECT count(*) FROM tillback.notice"))
                            .isEqualTo(failure.isPresent() ? 0 : 1);
                    assertThat(engine.number("SELECT count(*) FROM tillback.restore WHERE outcome = '%s'"
                                    .formatted(Outcome.COMMITTED)))
                            .isEqualTo(failure.isPresent() ? 0 : 1);
                    assertThat(engine.texts("SELECT tgenabled::text FROM pg_trigger WHERE tgname = 'refuse'"))
                            .containsExactly("O");
                    if (failure.isEmpty()) {
                        damageAgain();
                    }
                });
    }

    /** A break that is noticed by nobody, at the very end, lets an apply succeed in the middle of the series. */
    private void damageAgain() throws SQLException {
        engine.superuserSql("""
                TRUNCATE tillback.notice CASCADE;
                DELETE FROM tillback.restore;
                ALTER TABLE shop.product DISABLE TRIGGER refuse;
                UPDATE shop.product SET name = 'damaged';
                ALTER TABLE shop.product ENABLE TRIGGER refuse;
                """);
    }
}
