package io.tillback.jdbc;

import io.tillback.dialect.ValueSql.Blocks;
import io.tillback.model.Companion;
import java.util.List;
import java.util.Optional;

/**
 * Passes over the rows of tables in which more changes than a look looks up, some blocks with each look, in the catalog.
 *
 * <p>A value that was passed over stands in its row until the pass comes there, or it was overwritten or moved: then it is
 * the before-image of a later record, and all of these are looked at.
 */
final class RowPasses {
    /** With each look. */
    private static final long BLOCKS = 512;

    private final Session session;

    RowPasses(Session session) {
        this.session = session;
    }

    /** @param since what it sees was written before any row that is looked for */
    private record Pass(long next, String since, Optional<String> again) {}

    /** Tables of which a pass goes on. */
    List<Integer> companions() {
        return session.query("SELECT companion FROM tillback.row_pass ORDER BY companion", row -> row.getInt(1));
    }

    /** Changes were passed over that a cut does not see: a pass begins now, and another one where one goes on. */
    void note(Companion companion, String before) {
        session.update("""
                INSERT INTO tillback.row_pass (companion, next_block, since)
                VALUES (?, 0, ?::text::pg_snapshot)
                ON CONFLICT (companion) DO UPDATE SET again = COALESCE(row_pass.again, EXCLUDED.since)
                """, companion.number(), before);
    }

    /** What is next of a pass, if one goes on; the one after it begins where that ends. */
    Optional<Blocks> advance(Companion companion, long blocks) {
        return session
                .query(
                        "SELECT next_block, since::text, again::text FROM tillback.row_pass WHERE companion = ?",
                        row -> new Pass(row.getLong(1), row.getString(2), Optional.ofNullable(row.getString(3))),
                        companion.number())
                .stream()
                .findFirst()
                .map(pass -> advance(companion, pass, blocks));
    }

    private Blocks advance(Companion companion, Pass pass, long blocks) {
        long end = pass.next() + BLOCKS;
        if (end < blocks) {
            session.update("UPDATE tillback.row_pass SET next_block = ? WHERE companion = ?", end, companion.number());
        } else if (pass.next() == 0 || pass.again().isEmpty()) {
            forget(companion.number());
        } else {
            session.update(
                    "UPDATE tillback.row_pass SET next_block = 0, since = again, again = NULL WHERE companion = ?",
                    companion.number());
        }
        return new Blocks(pass.next(), end, pass.since());
    }

    void forget(int companion) {
        session.update("DELETE FROM tillback.row_pass WHERE companion = ?", companion);
    }

    /** Whether all of a table is read with one look: then no rows need be looked up. */
    static boolean isOnePart(long blocks) {
        return blocks <= BLOCKS;
    }
}
