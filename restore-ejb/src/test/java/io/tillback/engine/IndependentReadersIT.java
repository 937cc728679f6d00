package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.TableId;
import io.tillback.running.MachineTool;
import io.tillback.snapshot.Manifest;
import io.tillback.storage.ObjectKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A snapshot can be read without Tillback, by the commands that FORMAT.md shows.
 *
 * @see <a href="docs/FORMAT.md#reading-by-hand">FORMAT.md, by hand</a>
 */
class IndependentReadersIT {
    private static final String TABLE = """
            (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
             name text, price numeric(12,2), sold boolean, sold_at timestamptz, note text, data bytea, tags text[],
             label text GENERATED ALWAYS AS (name || '!') STORED)""";
    private static final TableId PRODUCT = new TableId("shop", "product");

    @TempDir
    Path directory;

    private Engine engine;
    private Manifest manifest;

    @BeforeEach
    void take_a_snapshot() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.product %s;
                INSERT INTO shop.product (name, price, sold, sold_at, note, data, tags)
                SELECT 'größe ' || n, n * 1.25, n %% 2 = 0, timestamptz '2026-03-01 09:00Z' + n * interval '1 minute',
                       (ARRAY[NULL, '', E'a "quoted", text', E'two\\nlines', E'carriage\\r\\nreturn', '商品', E'\\\\N',
                              E'tab\\t', ' blank '])[n %% 9 + 1],
                       decode(md5(n::text), 'hex'), ARRAY[n::text, NULL, 'a,b']
                FROM generate_series(1, 5000) n;
                CREATE TABLE shop.restored (LIKE shop.product INCLUDING ALL);
                CREATE TABLE shop.letter (id int PRIMARY KEY, body text);
                INSERT INTO shop.letter VALUES (1, E'before\\n\\\\.\\nafter'), (2, ''), (3, NULL);
                """.formatted(TABLE));
        manifest = engine.takeSnapshot();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void zstd_and_psql_restore_a_table_by_hand() throws Exception {
        // given
        MachineTool.ZSTD.require();
        MachineTool.PSQL.require();
        Manifest.Table table = download();

        // when
        String script = """
                for part in data/shop.product.*.csv.zst; do
                  zstd -dc "$part" | psql --no-psqlrc --set ON_ERROR_STOP=1 "$DATABASE" \\
                    --command '\\copy shop.restored (id, name, price, sold, sold_at, note, data, tags) from pstdin with (format csv, header, encoding "UTF8")'
                done
                """;
        MachineTool.runScript(directory, Map.of("DATABASE", address()), script);

        // then
        assertThat(table.parts()).hasSizeGreaterThan(2);
        assertThat(engine.number("""
                SELECT count(*) FROM (
                  (TABLE shop.product EXCEPT ALL TABLE shop.restored) UNION ALL
                  (TABLE shop.restored EXCEPT ALL TABLE shop.product)) d
                """)).isZero();
        assertThat(engine.number("SELECT count(*) FROM shop.restored")).isEqualTo(5000);
    }

    /** Older psql takes a line {@code \\.} inside a value for the end of the data, and then stops with an error. */
    @Test
    void zstd_restores_what_an_older_psql_cannot_carry_when_the_server_runs_it() throws Exception {
        // given
        MachineTool.ZSTD.require();
        MachineTool.PSQL.require();
        download();
        engine.sql("CREATE TABLE shop.restored_letter (LIKE shop.letter)");

        // when
        String script = """
                for part in data/shop.letter.*.csv.zst; do
                  psql --no-psqlrc --set ON_ERROR_STOP=1 "$DATABASE" \\
                    --command "COPY shop.restored_letter FROM PROGRAM 'zstd -dc $PWD/$part' WITH (FORMAT csv, HEADER, ENCODING 'UTF8')"
                done
                """;
        MachineTool.runScript(directory, Map.of("DATABASE", address()), script);

        // then
        assertThat(engine.texts("SELECT l::text FROM shop.restored_letter l ORDER BY id"))
                .isEqualTo(engine.texts("SELECT l::text FROM shop.letter l ORDER BY id"));
    }

    /** The header names the columns, so that a script need not know them. */
    @Test
    void the_header_of_a_data_object_names_its_columns() throws Exception {
        MachineTool.ZSTD.require();
        download();

        String header = MachineTool.runScript(
                directory, Map.of(), "zstd -dc data/shop.product.1.csv.zst 2>/dev/null | sed -n 1p");

        assertThat(header.strip())
                .isEqualTo("\"id\",\"name\",\"price\",\"sold\",\"sold_at\",\"note\",\"data\",\"tags\"");
    }

    @Test
    void zstd_finds_every_frame_of_a_data_object_sound() throws Exception {
        MachineTool.ZSTD.require();
        download();

        String printed = MachineTool.runScript(directory, Map.of(), "zstd --test data/*.csv.zst && echo sound");

        assertThat(printed).endsWith("sound\n");
    }

    @Test
    void duckdb_reads_a_table_in_place_and_tells_null_from_empty() throws Exception {
        // given
        download();
        String duck = """
                FROM read_csv('%s/data/shop.product.*.csv.zst', header = true, delim = ',', quote = '"', escape = '"',
                              nullstr = '', allow_quoted_nulls = false, auto_detect = false,
                              columns = {'id': 'BIGINT', 'name': 'VARCHAR', 'price': 'DECIMAL(12,2)', 'sold': 'VARCHAR',
                                         'sold_at': 'TIMESTAMPTZ', 'note': 'VARCHAR', 'data': 'VARCHAR', 'tags': 'VARCHAR'})
                """.formatted(directory);

        // when
        String figures = """
                SELECT concat_ws(' ', count(*), sum(id), sum(price), count(*) FILTER (WHERE note IS NULL),
                       count(*) FILTER (WHERE note = ''), count(*) FILTER (WHERE sold = 't'), max(sold_at) = '2026-03-04 20:20:00+00')
                """;
        String rows = "SELECT concat_ws('|', id, name, price, sold, coalesce(note, '<null>'), data, tags) ";

        // then
        assertThat(asked(figures + duck))
                .isEqualTo(engine
                        .texts(figures.replace("= '2026-03-04 20:20:00+00'", "= '2026-03-04 20:20:00+00'")
                                        .replace("sold = 't'", "sold")
                                        .strip()
                                + "FROM shop.product")
                        .stream()
                        .map(line -> line.replaceFirst(" t$", " true"))
                        .toList())
                .allSatisfy(line -> assertThat(line).startsWith("5000 12502500 15628125.00 555 556 2500"));
        assertThat(asked(rows + duck + "ORDER BY id"))
                .isEqualTo(engine.texts(rows.replace("sold", "left(sold::text, 1)") + "FROM shop.product ORDER BY id"));
    }

    private List<String> asked(String query) throws SQLException {
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            try (ResultSet rows = statement.executeQuery(query)) {
                List<String> texts = new java.util.ArrayList<>();
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
                return texts;
            }
        }
    }

    /** As {@code aws s3 cp --recursive} would. */
    private Manifest.Table download() throws IOException {
        Path data = Files.createDirectories(directory.resolve("data"));
        for (Manifest.Table table : manifest.tables()) {
            for (Manifest.Part part : table.parts()) {
                String key = part.data().key();
                try (InputStream in = engine.objects.open(new ObjectKey(key))) {
                    Files.copy(in, data.resolve(key.substring(key.lastIndexOf('/') + 1)));
                }
            }
        }
        return manifest.findTable(PRODUCT).orElseThrow();
    }

    private String address() throws SQLException {
        try (Connection connection = engine.database.getConnection()) {
            String server =
                    connection.getMetaData().getURL().replaceFirst("^jdbc:", "").replaceFirst("\\?.*$", "");
            return server.replaceFirst("//", "//" + Surroundings.postgres().user() + "@");
        }
    }
}
