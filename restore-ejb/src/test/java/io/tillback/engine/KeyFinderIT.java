package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.RowKey;
import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import io.tillback.snapshot.FetchAhead;
import io.tillback.snapshot.KeyFinder;
import io.tillback.snapshot.KeyIndexes;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.Sighting.Answer;
import io.tillback.snapshot.SnapshotReader;
import io.tillback.snapshot.SnapshotSummary;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which snapshots hold rows, whatever is remembered of earlier questions. */
class KeyFinderIT {
    private static final TableId NUMBERED = new TableId("shop", "numbered");
    private static final TableId NAMED = new TableId("shop", "named");
    private static final int ROWS = 4_000;

    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private Engine engine;
    private CountsOpens objects;
    private List<Manifest> manifests;
    private List<SnapshotSummary> snapshots;

    /** Each without every row whose number the snapshot's own divides. */
    @BeforeEach
    void take_snapshots_of_a_table_that_loses_rows() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.numbered (id bigint PRIMARY KEY, filler text);
                CREATE TABLE shop.named (name text PRIMARY KEY, filler text);
                INSERT INTO shop.numbered SELECT n * 7919, md5(n::text) FROM generate_series(1, %1$d) n;
                INSERT INTO shop.named SELECT 'n' || n, md5(n::text) FROM generate_series(1, %1$d) n;
                """.formatted(ROWS));
        objects = new CountsOpens(engine.objects);
        manifests = new ArrayList<>();
        for (int number = 1; number <= 5; number++) {
            manifests.add(engine.takeSnapshot());
            engine.sql("DELETE FROM shop.numbered WHERE id %% (7919 * %d) = 0".formatted(7 - number));
            engine.sql("DELETE FROM shop.named WHERE substr(name, 2)::int %% %d = 0".formatted(7 - number));
        }
        snapshots = new KnownSnapshots(manifests).listFinished();
    }

    @AfterEach
    void close() {
        executor.shutdownNow();
        engine.close();
    }

    private KeyFinder finder(KeyIndexes known) {
        return new KeyFinder(new SnapshotReader(objects, engine.layout), known, FetchAhead.on(executor));
    }

    @Test
    void the_newest_snapshot_that_holds_a_row_is_found_whatever_fits_into_memory() {
        for (KeyIndexes known : List.of(new KeyIndexes(), new KeyIndexes(1), new KeyIndexes(20_000))) {
            KeyFinder finder = finder(known);
            for (int number : List.of(1, 2, 3, 4, 6, 30, 60, ROWS)) {
                RowKey key = RowKey.of(String.valueOf(number * 7919L));
                assertThat(finder.findNewest(snapshots, Map.of(NUMBERED, List.of(key)))
                                .found()
                                .orElseThrow()
                                .snapshot())
                        .as("row %d", number)
                        .isEqualTo(newestWith(number));
            }
        }
    }

    /** The number of the deletion that took a row away says which snapshot was the last before it. */
    private SnapshotId newestWith(int number) {
        int last = IntStream.rangeClosed(1, 4)
                .filter(deletion -> number % (7 - deletion) == 0)
                .findFirst()
                .orElse(5);
        return manifests.get(last - 1).id();
    }

    @Test
    void what_was_read_once_is_not_read_again() {
        KeyFinder finder = finder(new KeyIndexes());
        RowKey key = RowKey.of(String.valueOf(6 * 7919L));
        finder.findNewest(snapshots, Map.of(NUMBERED, List.of(key)));
        int first = objects.opened();

        finder.findNewest(snapshots, Map.of(NUMBERED, List.of(key)));

        assertThat(first).as("manifests and indexes").isBetween(10, 5 + 5 * parts());
        assertThat(objects.opened()).isEqualTo(first);
    }

    private int parts() {
        return manifests.stream()
                .map(manifest ->
                        manifest.findTable(NUMBERED).orElseThrow().parts().size())
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    @Test
    void several_rows_of_several_tables_are_looked_for_together() {
        RowKey numbered = RowKey.of(String.valueOf(5 * 7919L));
        RowKey named = RowKey.of("n1");
        RowKey goneEarlier = RowKey.of("n6");
        KeyFinder finder = finder(new KeyIndexes());

        assertThat(finder.findNewest(snapshots, Map.of(NUMBERED, List.of(numbered), NAMED, List.of(named)))
                        .found()
                        .orElseThrow())
                .satisfies(seen ->
                        assertThat(seen.snapshot()).isEqualTo(manifests.get(1).id()))
                .satisfies(seen -> assertThat(seen.answer()).isEqualTo(Answer.PROBABLY_HOLDS));
        assertThat(finder.findNewest(snapshots, Map.of(NAMED, List.of(named, RowKey.of("nobody"))))
                        .found())
                .isEmpty();
        assertThat(finder.find(snapshots.get(1), NAMED, goneEarlier)
                        .orElseThrow()
                        .answer())
                .isEqualTo(Answer.DOES_NOT_HOLD);
    }
}
