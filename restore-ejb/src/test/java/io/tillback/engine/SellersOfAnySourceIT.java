package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.apply.Acceptance;
import io.tillback.apply.Restore.Proof;
import io.tillback.model.Moment;
import io.tillback.model.Part;
import io.tillback.model.Part.OfSellers;
import io.tillback.model.Part.Rest;
import io.tillback.model.Part.Unowned;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.SellerPath;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.plan.SellerPaths;
import io.tillback.plan.SellerRows;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A plan is applied seller by seller, be it made from an incremental snapshot, the journal, or a snapshot and the journal back. */
class SellersOfAnySourceIT {
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final TableId LINE = new TableId("shop", "line");

    private enum Source {
        INCREMENTAL,
        JOURNAL,
        SNAPSHOT_AND_JOURNAL
    }

    private Engine engine;
    private Manifest full;

    @BeforeEach
    void record_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.product (id int PRIMARY KEY, seller text, name text);
                CREATE TABLE shop.line (id int PRIMARY KEY, product int REFERENCES shop.product, note text);
                INSERT INTO shop.product SELECT n, 's' || n % 3, 'old' FROM generate_series(1, 30) n;
                INSERT INTO shop.line SELECT n, n, 'old' FROM generate_series(1, 30) n;
                """);
        engine.sellers = new SellerPaths(
                SellerPath.parseAll("shop.product(seller); shop.line(product) -> shop.product(seller)"));
        engine.record();
        full = engine.takeSnapshot();
        engine.sql("UPDATE shop.product SET name = 'p'; UPDATE shop.line SET note = 'l' WHERE id < 20;"
                + " DELETE FROM shop.line WHERE id > 27");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** Everything as it is now, planned once it was damaged. */
    private Plan planAfterDamage(Source source) throws SQLException {
        RestoreScope[] scopes = {RestoreScope.wholeTable(LINE), RestoreScope.wholeTable(PRODUCT)};
        RestoreRequest request = new RestoreRequest(
                new RestoreTarget.AtInstant(Instant.EPOCH), List.of(scopes), RestorePolicy.bringBack());
        Manifest incremental = Increments.take(engine, full);
        Moment before = engine.journal().beat();
        if (source == Source.SNAPSHOT_AND_JOURNAL) {
            engine.sql("UPDATE shop.line SET note = 'between'; DELETE FROM shop.line WHERE id = 3");
        }
        Manifest later = engine.takeSnapshot();
        engine.journal().beat();
        if (source == Source.SNAPSHOT_AND_JOURNAL) {
            engine.journal().stop("a test");
        }
        engine.sql(
                "DELETE FROM shop.line; DELETE FROM shop.product WHERE id % 2 = 0; UPDATE shop.product SET name = 'x'");
        return switch (source) {
            case INCREMENTAL ->
                engine.plan(Requests.request(incremental, RestorePolicy.bringBack(), scopes), incremental);
            case JOURNAL -> engine.planAt(before, request);
            case SNAPSHOT_AND_JOURNAL -> engine.planAt(before, request, List.of(later));
        };
    }

    private Proof apply(Plan plan, Part part) throws SQLException {
        Acceptance acceptance = new Acceptance(plan.fingerprint(), plan.gap().hash(), "", part);
        return engine.apply(plan, engine.transactions(), acceptance);
    }

    @ParameterizedTest
    @EnumSource
    void one_seller_gets_all_rows_back_first_and_the_others_later(Source source) throws SQLException {
        Witness witness = Witness.of(engine);

        Plan plan = planAfterDamage(source);

        assertThat(engine.workspace().loadSellers(plan.id(), plan.tables(), 10))
                .extracting(SellerRows::write)
                .containsExactly(19L, 19L, 19L);
        assertThat(apply(plan, new OfSellers(List.of("s1"), Unowned.LEFT)).rowsVerified())
                .isEqualTo(19);
        assertThat(engine.texts("SELECT DISTINCT seller FROM shop.line l JOIN shop.product p ON p.id = product"))
                .containsExactly("s1");
        assertThat(apply(plan, new Rest(List.of("s1"), Unowned.INCLUDED)).rowsVerified())
                .isEqualTo(38);
        assertThat(witness.differences()).isEmpty();
    }
}
