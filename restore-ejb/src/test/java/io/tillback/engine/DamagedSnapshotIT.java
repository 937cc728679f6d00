package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.TableId;
import io.tillback.snapshot.Chunk;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotVerifier;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectSink;
import io.tillback.storage.StorageClass;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DamagedSnapshotIT {
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final TableId TAG = new TableId("shop", "tag");

    private Engine engine;
    private Manifest manifest;

    @BeforeEach
    void take_a_snapshot() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.product (id int PRIMARY KEY, name text);
                CREATE TABLE shop.tag (id int PRIMARY KEY, name text);
                INSERT INTO shop.product SELECT n, 'product ' || md5(n::text) FROM generate_series(1, 2000) n;
                INSERT INTO shop.tag SELECT n, 'tag ' || n FROM generate_series(1, 200) n;
                """);
        manifest = engine.takeSnapshot();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void a_good_snapshot_is_read_back_whole_and_nothing_is_wrong() {
        SnapshotVerifier.Report report = engine.verify(manifest);

        assertThat(report.problems()).isEmpty();
        assertThat(report.rows()).isEqualTo(2200).isEqualTo(manifest.rows());
        assertThat(report.bytes()).isPositive();
    }

    @Test
    void one_flipped_bit_is_reported_with_object_and_chunk_and_costs_no_other_table() throws Exception {
        // given
        Manifest.Part part = part(PRODUCT);
        Chunk chunk = chunks(part).get(1);
        rewrite(part.data().key(), bytes -> flipped(bytes, (int) chunk.offset() + chunk.length() / 2));
        engine.sql("UPDATE shop.tag SET name = 'damaged'; UPDATE shop.product SET name = 'damaged'");

        // when
        SnapshotVerifier.Report report = engine.verify(manifest);
        engine.apply(engine.plan(Requests.wholeTables(manifest, TAG), manifest));

        // then
        assertThat(report.problems())
                .allSatisfy(problem -> assertThat(problem.table()).isEqualTo(PRODUCT));
        assertThat(report.problems())
                .extracting(SnapshotVerifier.Problem::fact)
                .contains("Cannot read " + part.data().key() + ": the chunk at offset " + chunk.offset()
                        + " differs from its digest");
        assertThat(engine.number("SELECT count(*) FROM shop.tag WHERE name = 'tag ' || id"))
                .isEqualTo(200);
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.plan(Requests.wholeTables(manifest, PRODUCT), manifest))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SNAPSHOT_DAMAGED))
                .withMessageContaining(part.data().key())
                .withMessageContaining("offset " + chunk.offset());
        assertThat(engine.number("SELECT count(*) FROM shop.product WHERE name = 'damaged'"))
                .isEqualTo(2000);
        assertThat(engine.number("SELECT count(*) FROM pg_class WHERE relname ~ '^(stage|keys)_'"))
                .isZero();
    }

    /** The object store itself does not know, and its own checksum lies beside the object as before. */
    @Test
    void one_byte_flipped_on_the_object_stores_disk_is_reported_with_object_and_chunk() throws Exception {
        // given
        Manifest.Part part = part(PRODUCT);
        Chunk chunk = chunks(part).get(1);
        Path file = Surroundings.fileOf(new ObjectKey(part.data().key()));
        Files.write(file, flipped(Files.readAllBytes(file), (int) chunk.offset() + chunk.length() / 2));

        // then
        String fact = "Cannot read " + part.data().key() + ": the chunk at offset " + chunk.offset()
                + " differs from its digest";
        assertThat(engine.verify(manifest).problems())
                .allSatisfy(problem -> assertThat(problem.table()).isEqualTo(PRODUCT))
                .extracting(SnapshotVerifier.Problem::fact)
                .contains(fact);
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.plan(Requests.wholeTables(manifest, PRODUCT), manifest))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SNAPSHOT_DAMAGED))
                .withMessage(fact);
        assertThat(engine.plan(Requests.wholeTables(manifest, TAG), manifest).rowsToWrite())
                .isZero();
    }

    @Test
    void a_flipped_bit_in_the_header_is_reported() throws IOException {
        Manifest.Part part = part(PRODUCT);
        rewrite(part.data().key(), bytes -> flipped(bytes, 8));

        assertThat(engine.verify(manifest).problems())
                .extracting(SnapshotVerifier.Problem::fact)
                .containsExactly(part.data().key() + " differs from its digest in the manifest");
    }

    @Test
    void a_truncated_object_is_reported() throws IOException {
        Manifest.Part part = part(TAG);
        rewrite(part.data().key(), bytes -> Arrays.copyOf(bytes, bytes.length - 1));

        assertThat(engine.verify(manifest).problems())
                .extracting(SnapshotVerifier.Problem::table)
                .containsOnly(TAG);
    }

    @Test
    void a_flipped_bit_in_an_index_is_reported_and_refused() throws IOException {
        Manifest.Part part = part(TAG);
        rewrite(part.index().key(), bytes -> flipped(bytes, bytes.length / 2));

        assertThat(engine.verify(manifest).problems())
                .extracting(SnapshotVerifier.Problem::fact)
                .containsExactly("Cannot read " + part.index().key() + ": its digest differs from the manifest's");
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.plan(Requests.wholeTables(manifest, TAG), manifest))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SNAPSHOT_DAMAGED));
    }

    @Test
    void a_missing_object_is_reported() {
        Manifest.Part part = part(TAG);
        engine.objects.delete(List.of(new ObjectKey(part.data().key())));

        assertThat(engine.verify(manifest).problems()).singleElement().satisfies(problem -> assertThat(problem.fact())
                .contains(part.data().key()));
    }

    @Test
    void a_wrong_row_count_in_the_manifest_is_found() throws IOException {
        Manifest.Part part = part(TAG);
        rewriteManifest(
                json -> json.replace("\"rows\" : " + part.rows() + ",", "\"rows\" : " + (part.rows() + 1) + ","));

        assertThat(engine.verify(manifest).problems())
                .extracting(SnapshotVerifier.Problem::fact)
                .containsExactly(part.data().key() + " holds " + part.rows() + " rows in " + part.chunks()
                        + " chunks, the manifest says " + (part.rows() + 1) + " in " + part.chunks());
    }

    @Test
    void a_manifest_of_a_later_format_is_refused() throws IOException {
        rewriteManifest(json -> json.replace("\"formatVersion\" : 1", "\"formatVersion\" : 99"));

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.reader().loadManifest(manifest.tier(), manifest.id()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FORMAT_TOO_NEW))
                .withMessageContaining("format version 99, this server knows up to 2");
    }

    @Test
    void a_manifest_that_is_none_is_damage() throws IOException {
        for (String nonsense : List.of(" ", "{", "[]", "{}", "{\"formatVersion\":1}")) {
            rewriteManifest(json -> nonsense);

            assertThatExceptionOfType(RestoreException.class)
                    .as(nonsense)
                    .isThrownBy(() -> engine.reader().loadManifest(manifest.tier(), manifest.id()))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SNAPSHOT_DAMAGED));
        }
    }

    @Test
    void a_snapshot_without_a_manifest_was_never_finished() {
        engine.objects.delete(List.of(engine.layout.manifest(manifest.tier(), manifest.id())));

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.verify(manifest))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SNAPSHOT_UNFINISHED));
    }

    private Manifest.Part part(TableId table) {
        return manifest.findTable(table).orElseThrow().parts().get(0);
    }

    private List<Chunk> chunks(Manifest.Part part) {
        List<Chunk> chunks = new ArrayList<>();
        engine.reader().forEachChunk(part, chunks::add);
        return chunks;
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] changed = bytes.clone();
        changed[at] ^= 4;
        return changed;
    }

    private void rewriteManifest(UnaryOperator<String> change) throws IOException {
        String key = engine.layout.manifest(manifest.tier(), manifest.id()).value();
        rewrite(key, bytes -> change.apply(new String(bytes, StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8));
    }

    private void rewrite(String name, UnaryOperator<byte[]> change) throws IOException {
        ObjectKey key = new ObjectKey(name);
        byte[] before;
        try (InputStream in = engine.objects.open(key)) {
            before = in.readAllBytes();
        }
        byte[] after = change.apply(before);
        assertThat(after).isNotEqualTo(before);
        try (ObjectSink sink = engine.objects.create(key, StorageClass.STANDARD)) {
            sink.write(after);
            sink.complete();
        }
    }
}
