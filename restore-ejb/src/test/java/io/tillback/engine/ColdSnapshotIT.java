package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Progress;
import io.tillback.model.RowKey;
import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.snapshot.Fence;
import io.tillback.snapshot.KeyFinder;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.Sighting;
import io.tillback.snapshot.SnapshotReader;
import io.tillback.snapshot.SnapshotTaker;
import io.tillback.snapshot.SnapshotVerifier;
import io.tillback.storage.StorageClass;
import io.tillback.storage.s3.S3ObjectStore;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A snapshot whose data lies in DEEP_ARCHIVE: there, and not readable before it is thawed. */
class ColdSnapshotIT {
    private static final SnapshotId ID = new SnapshotId("20260301T031500Z-cold");
    private static final TableId PRODUCT = new TableId("shop", "product");

    private final ColdStorage cold = new ColdStorage();
    private Engine engine;
    private S3ObjectStore objects;
    private Manifest manifest;

    @BeforeEach
    void take_a_monthly_snapshot() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.product (id int PRIMARY KEY, name text);
                INSERT INTO shop.product SELECT n, md5(n::text) FROM generate_series(1, 500) n;
                """);
        objects = Engine.connect(Surroundings.objects(), cold);
        manifest = engine.taker(objects)
                .take(new SnapshotTaker.Order(ID, Tier.MONTHLY, StorageClass.DEEP_ARCHIVE, Fence.NONE), Progress.NONE);
    }

    @AfterEach
    void close() {
        objects.close();
        engine.close();
    }

    @Test
    void only_the_data_takes_the_tiers_class() {
        Manifest.Part part = manifest.findTable(PRODUCT).orElseThrow().parts().get(0);

        assertThat(cold.classOf(part.data().key())).isEqualTo("DEEP_ARCHIVE");
        assertThat(cold.classOf(part.index().key())).isEqualTo("STANDARD");
        assertThat(cold.classOf(engine.layout.manifest(Tier.MONTHLY, ID).value()))
                .isEqualTo("STANDARD");
    }

    @Test
    void a_plan_is_refused_with_what_to_do_and_leaves_nothing_behind() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'damaged'");

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.plan(Requests.wholeTables(manifest, PRODUCT), manifest, objects))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_COLD))
                .satisfies(e -> assertThat(e.hint()).contains("Choose a snapshot of a warmer tier"))
                .withMessageContaining("must be thawed first");

        assertThat(engine.number("SELECT count(*) FROM pg_class WHERE relname LIKE 'stage_%'"))
                .isZero();
    }

    @Test
    void a_verification_is_refused_and_does_not_call_the_snapshot_damaged() {
        SnapshotReader reader = new SnapshotReader(objects, engine.layout);

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> new SnapshotVerifier(objects, reader).verify(Tier.MONTHLY, ID, Progress.NONE))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_COLD));
    }

    @Test
    void whether_it_holds_a_row_is_still_told() {
        KeyFinder finder = new KeyFinder(new SnapshotReader(objects, engine.layout));

        assertThat(finder.find(manifest, PRODUCT, RowKey.of("7")).answer()).isEqualTo(Sighting.Answer.HOLDS);
    }
}
