package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.Moment;
import io.tillback.model.TableId;
import io.tillback.snapshot.Chunk;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LargeValuesIT {
    private static final TableId FILE = new TableId("public", "file");

    private Engine engine;

    @BeforeEach
    void open() throws SQLException {
        engine = Engine.empty();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** The tests' heap is 1 GB; the row is 200 MB of CSV, and does not compress away. */
    @Test
    void binary_of_100_mb_in_one_value_comes_back_to_the_byte() throws SQLException {
        engine.sql("""
                CREATE TABLE file (id int PRIMARY KEY, content bytea);
                ALTER TABLE file ALTER content SET STORAGE EXTERNAL;
                INSERT INTO file SELECT n, convert_to(repeat(md5(n::text), 100), 'UTF8') FROM generate_series(1, 20) n;
                INSERT INTO file
                  SELECT 100, string_agg(sha512(convert_to(n::text, 'UTF8')), '')
                  FROM generate_series(1, 100 * 1024 * 1024 / 64) n;
                """);
        String digest = engine.texts("SELECT sha256(content)::text FROM file WHERE id = 100")
                .get(0);
        Manifest manifest = engine.takeSnapshot();
        engine.sql("UPDATE file SET content = substr(content, 2) WHERE id = 100; DELETE FROM file WHERE id = 7");

        engine.apply(engine.plan(Requests.wholeTables(manifest, FILE), manifest));

        assertThat(engine.texts("SELECT length(content) || ' ' || sha256(content)::text FROM file WHERE id = 100"))
                .containsExactly(100 * 1024 * 1024 + " " + digest);
        assertThat(engine.number("SELECT count(*) FROM file")).isEqualTo(21);
        List<Chunk> chunks = new ArrayList<>();
        manifest.findTable(FILE).orElseThrow().parts().forEach(part -> engine.reader()
                .forEachChunk(part, chunks::add));
        assertThat(chunks)
                .filteredOn(chunk -> chunk.csvBytes() > 200_000_000)
                .singleElement()
                .satisfies(chunk -> assertThat(chunk.rows()).isEqualTo(1));
        assertThat(engine.verify(manifest).problems()).isEmpty();
    }

    /** It lies in the layer of changes, and in the journal as what it was before. */
    @Test
    void it_comes_back_from_an_incremental_snapshot_and_from_the_journal() throws SQLException {
        engine.sql("""
                CREATE TABLE file (id int PRIMARY KEY, content bytea);
                ALTER TABLE file ALTER content SET STORAGE EXTERNAL;
                INSERT INTO file SELECT n, convert_to(repeat(md5(n::text), 100), 'UTF8') FROM generate_series(1, 20) n;
                """);
        engine.record();
        Manifest full = engine.takeSnapshot();
        engine.sql("""
                UPDATE file SET content = (
                  SELECT string_agg(sha512(convert_to(n::text, 'UTF8')), '')
                  FROM generate_series(1, 100 * 1024 * 1024 / 64) n)
                WHERE id = 10
                """);
        String digests = "SELECT id || ' ' || sha256(content)::text FROM file ORDER BY id";
        List<String> then = engine.texts(digests);
        Manifest incremental = Increments.take(engine, full);
        Moment moment = engine.journal().beat();
        String damage = "UPDATE file SET content = '\\x00' WHERE id = 10; DELETE FROM file WHERE id = 7";

        engine.sql(damage);
        engine.apply(engine.plan(Requests.wholeTables(incremental, FILE), incremental));
        assertThat(engine.texts(digests)).isEqualTo(then);

        engine.sql(damage);
        engine.apply(engine.planAt(moment, RebuiltRows.request(List.of(FILE))));
        assertThat(engine.texts(digests)).isEqualTo(then);
        assertThat(incremental.findTable(FILE).orElseThrow().rows()).isEqualTo(1);
    }
}
