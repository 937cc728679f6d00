package io.tillback.dialect.postgresql;

import io.tillback.dialect.Bound;
import io.tillback.dialect.SearchSql;
import io.tillback.model.ChangeCriteria;
import io.tillback.model.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Reads records by what they say themselves, and {@link RowSteps} where rows before and after are to be compared. */
final class PostgresSearchSql implements SearchSql {
    private static final String TOLD = "tillback.journal_transaction";

    /** Queries that lead to {@code hit}: transaction, at, process, kind. */
    private static Bound hits(Search search) {
        if (search.criteria().rows().areCompared()) {
            RowSteps.Written steps = new RowSteps(search).write();
            return new Bound(steps.sql().stripTrailing() + ",\nhit AS (SELECT * FROM step)\n", steps.parameters());
        }
        FoundRecords found = new FoundRecords(search);
        RecordColumns own = RecordColumns.of(search.stretch().companion().table());
        FoundRecords.Condition condition = found.condition("r", FoundRecords.Imaged.ANY);
        return new Bound(
                """
                WITH hit AS %s(
                  SELECT %s
                  FROM %s
                  WHERE %s)
                """.formatted(
                        // Sought by the newest transactions, a row's few records would be found among all others.
                        search.criteria().rows().key().isPresent() ? "MATERIALIZED " : "",
                        columns(own),
                        found.records("r"),
                        condition.sql()),
                condition.parameters());
    }

    private static String columns(RecordColumns own) {
        return "r.%s AS transaction, r.%s AS at, r.%s AS process, r.%s::text AS kind"
                .formatted(own.transaction(), own.time(), own.backend(), own.operation());
    }

    /** Whether a page of what somebody made is looked for: few transactions are. */
    private static Bound newestHits(Search search, long below) {
        if (search.told().isEmpty()
                || search.pieces().equals(Pieces.UNKNOWN)
                || search.criteria().rows().areCompared()
                || search.criteria().rows().key().isPresent()) {
            return hits(search);
        }
        RecordColumns own = RecordColumns.of(search.stretch().companion().table());
        FoundRecords.Condition told = new FoundRecords(search).toldHits(columns(own), below);
        return new Bound(told.sql(), told.parameters());
    }

    private static Bound asked(Bound from, String query, String... more) {
        List<String> parameters = new ArrayList<>(from.parameters());
        parameters.addAll(List.of(more));
        return new Bound(from.sql() + query, parameters);
    }

    /** Of one transaction the last word counts. Versions 14 and 15 know no {@code min(xid8)}. */
    @Override
    public Bound findTold(ChangeCriteria.By by, List<Integer> segments) {
        List<String> conditions = new ArrayList<>(List.of("TRUE"));
        List<String> parameters = new ArrayList<>();
        FoundRecords.said(by, "t", conditions, parameters);
        String told = segments.isEmpty()
                ? TOLD
                : segments.stream()
                        .map(number -> "SELECT * FROM " + TOLD + "_" + number)
                        .collect(Collectors.joining(" UNION ALL ", "(", ")"));
        return new Bound("""
                WITH told AS (
                  SELECT DISTINCT ON (t.backend, t.id) t.backend, t.id, COALESCE(%s, FALSE) AS wanted
                  FROM %s t
                  ORDER BY t.backend, t.id, t.time DESC),
                turn AS (
                  SELECT t.*, lead(t.id) OVER (PARTITION BY t.backend ORDER BY t.id) AS next,
                         count(*) FILTER (WHERE NOT t.wanted) OVER (PARTITION BY t.backend ORDER BY t.id) AS others
                  FROM told t)
                SELECT t.backend, (array_agg(t.id ORDER BY t.id))[1]::text, (array_agg(t.next ORDER BY t.id DESC))[1]::text
                FROM turn t
                WHERE t.wanted
                GROUP BY t.backend, t.others
                """.formatted(String.join(" AND ", conditions), told), parameters);
    }

    @Override
    public String findPieces(Stretch stretch) {
        return """
                SELECT s.number, s.newest::text, to_regclass(%1$s || s.number || '_key') IS NOT NULL
                       AND to_regclass(%1$s || s.number || '_who') IS NOT NULL
                FROM tillback.journal_segment s
                WHERE s.companion = %2$d
                  AND to_regclass(%1$s || s.number) IS NOT NULL
                  AND (s.newest IS NULL OR s.newest >= pg_snapshot_xmin(%3$s))
                ORDER BY s.number DESC
                """.formatted(
                        Sql.literal(RecordColumns.tableOf(stretch.companion()) + "_"),
                        stretch.companion().number(),
                        PostgresJournalSql.cut(stretch.after()));
    }

    /** The bound lets indexes be read from their end, and no further than it takes. */
    @Override
    public Bound findTransactions(Search search, long below, int records) {
        return asked(newestHits(search, below), """
                SELECT n.transaction::text, sum(count(*)) OVER ()
                FROM (
                  SELECT h.transaction
                  FROM hit h
                  WHERE h.transaction < %s
                  ORDER BY h.transaction DESC
                  LIMIT %d) n
                GROUP BY n.transaction
                ORDER BY n.transaction DESC
                """.formatted(FoundRecords.transaction(below), records));
    }

    @Override
    public Bound countKinds(Search search) {
        return asked(hits(search), """
                SELECT h.transaction::text, min(h.process), min(h.at), max(h.at),
                       count(*) FILTER (WHERE h.kind = 'I'), count(*) FILTER (WHERE h.kind = 'U'),
                       count(*) FILTER (WHERE h.kind = 'D'), count(*) FILTER (WHERE h.kind = 'T'),
                       count(*) FILTER (WHERE h.kind = 'M')
                FROM hit h
                GROUP BY h.transaction
                """);
    }

    @Override
    public String findWho() {
        return """
                SELECT r.id, w.*
                FROM unnest(?::text[], ?::text[]) r (id, process)
                %s
                WHERE w.session_user_name IS NOT NULL
                """.formatted(WhoRecorder.find("r.process::integer", "r.id::xid8"));
    }

    @Override
    public Bound countOverTime(Search search, Duration bucket, Instant from) {
        return asked(hits(search), """
                SELECT date_bin(?::text::interval, GREATEST(h.at, ?::text::timestamptz), 'epoch'), count(*)
                FROM hit h
                GROUP BY 1
                ORDER BY 1
                """, bucket.toSeconds() + " seconds", from.toString());
    }

    @Override
    public Bound findSteps(Search search, int limit, long offset) {
        return page(new RowSteps(search).write(), limit, offset);
    }

    @Override
    public Bound findFirstSteps(Search search, int limit, long offset) {
        return page(new RowSteps(search).writeFirst(limit + offset), limit, offset);
    }

    private static Bound page(RowSteps.Written steps, int limit, long offset) {
        return asked(new Bound(steps.sql(), steps.parameters()), """
                SELECT h.transaction::text, h.position::text, h.at, h.kind, h.key,
                       CASE WHEN h.before IS NOT NULL THEN
                         ARRAY(SELECT left(v, 201) FROM unnest(h.before) WITH ORDINALITY u (v, i) ORDER BY i) END,
                       CASE WHEN h.after IS NOT NULL THEN
                         ARRAY(SELECT left(v, 201) FROM unnest(h.after) WITH ORDINALITY u (v, i) ORDER BY i) END,
                       CASE WHEN h.before IS NOT NULL AND h.after IS NOT NULL THEN
                         ARRAY(SELECT v IS DISTINCT FROM w FROM unnest(h.before, h.after) WITH ORDINALITY u (v, w, i) ORDER BY i) END,
                       h.known, (SELECT count(*) FROM matched)
                FROM step h
                ORDER BY h.transaction DESC, h.position, h.key
                LIMIT %d OFFSET %d
                """.formatted(limit, offset));
    }

    @Override
    public Bound countRows(Search search) {
        RowSteps.Written steps = new RowSteps(search).write();
        return asked(new Bound(steps.sql(), steps.parameters()), """
                SELECT count(DISTINCT h.key) FILTER (WHERE h.kind = 'I'),
                       count(DISTINCT h.key) FILTER (WHERE h.kind = 'U'),
                       count(DISTINCT h.key) FILTER (WHERE h.kind IN ('D', 'T', 'M'))
                FROM step h
                """);
    }

    @Override
    public Bound countValues(Search search, int most) {
        RowSteps.Written steps = new RowSteps(search).write();
        return asked(new Bound(steps.sql(), steps.parameters()), """
                SELECT p.number, p.before, p.after, p.rows, p.is_column
                FROM (
                  SELECT c.number, c.before, c.after, count(DISTINCT c.key) AS rows, grouping(c.before) = 1 AS is_column,
                         row_number() OVER (
                           PARTITION BY c.number, grouping(c.before)
                           ORDER BY count(DISTINCT c.key) DESC, c.before, c.after) AS place
                  FROM (
                    SELECT h.key, u.i AS number, left(u.v, 201) AS before, left(u.w, 201) AS after
                    FROM step h
                    CROSS JOIN LATERAL unnest(h.before, h.after) WITH ORDINALITY u (v, w, i)
                    WHERE h.kind = 'U' AND h.known AND u.v IS DISTINCT FROM u.w) c
                  GROUP BY GROUPING SETS ((c.number), (c.number, c.before, c.after))) p
                WHERE p.place <= %d
                ORDER BY p.number, p.is_column DESC, p.place
                """.formatted(most));
    }
}
