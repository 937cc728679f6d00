package io.tillback.engine;

import io.tillback.model.TableId;
import io.tillback.running.RunningPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Untouched copies of a store's tables, in a schema that nothing protects. The database compares, not Java. */
final class Witness {
    /** Ends a line that is left out on older servers. */
    private static final String SINCE = "-- since PostgreSQL ";

    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final Engine engine;
    private final int number = COUNTER.incrementAndGet();
    private final List<TableId> tables = new ArrayList<>();

    private Witness(Engine engine) {
        this.engine = engine;
    }

    /** Copies every table of the store, rows of children that inherit apart, each row with the partition it lies in. */
    static Witness of(Engine engine) throws SQLException {
        Witness witness = new Witness(engine);
        for (TableId table : engine.tables()) {
            engine.superuserSql("CREATE TABLE tillback.%s AS SELECT t.tableoid AS home, t FROM %s t"
                    .formatted(witness.copy(table), engine.rowsOf(table)));
            witness.tables.add(table);
        }
        return witness;
    }

    private String copy(TableId table) {
        return Engine.quote("witness " + number + " of " + Integer.toHexString(table.hashCode()));
    }

    /** How many rows are in one and not in the other, counting equal rows, for each table that is not as it was. */
    List<String> differences() throws SQLException {
        List<String> found = new ArrayList<>();
        for (TableId table : tables) {
            String then = "SELECT home::int, (t)::text FROM tillback." + copy(table);
            String now = "SELECT t.tableoid::int, t::text FROM " + engine.rowsOf(table) + " t";
            long differing =
                    engine.superuserNumber("SELECT count(*) FROM ((%s EXCEPT ALL %s) UNION ALL (%s EXCEPT ALL %s)) d"
                            .formatted(then, now, now, then));
            if (differing > 0) {
                found.add(table + " " + differing);
            }
        }
        return found;
    }

    /** How many rows of the witness have no row with the same bytes. */
    long differencesInBytes(TableId table) throws SQLException {
        return engine.superuserNumber("""
                SELECT count(*)
                FROM tillback.%s w
                WHERE NOT EXISTS (SELECT FROM %s t WHERE record_image_eq(t, w.t))
                """.formatted(copy(table), engine.rowsOf(table)));
    }

    private static boolean isKnown(String line) {
        int since = line.lastIndexOf(SINCE);
        return since < 0 || Integer.parseInt(line.substring(since + SINCE.length())) <= RunningPostgres.VERSION;
    }

    static String script(String name) {
        try (var in = Witness.class.getResourceAsStream("/tables/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(Witness::isKnown)
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
