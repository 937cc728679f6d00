SELECT g.segment, g.seen, COALESCE((g.last::text::point)[0]::bigint, 0)
FROM (VALUES (?::text::pg_snapshot, ?::text::pg_snapshot)) cut (before, now)
CROSS JOIN LATERAL (
  SELECT 7 AS segment, count(*) FILTER (WHERE (s."journal_transaction" < pg_snapshot_xmin(cut.now) OR pg_visible_in_snapshot(s."journal_transaction", cut.now))) AS seen, min(s.ctid) FILTER (WHERE NOT (s."journal_transaction" < pg_snapshot_xmin(cut.now) OR pg_visible_in_snapshot(s."journal_transaction", cut.now))) AS first, max(s.ctid) AS last
  FROM ONLY tillback.journal_3_7 s
  WHERE s.ctid >= '(4096,0)'::tid AND (s."journal_transaction" >= pg_snapshot_xmax(cut.before) OR NOT pg_visible_in_snapshot(s."journal_transaction", cut.before))
  UNION ALL
  SELECT 8 AS segment, count(*) FILTER (WHERE (s."journal_transaction" < pg_snapshot_xmin(cut.now) OR pg_visible_in_snapshot(s."journal_transaction", cut.now))) AS seen, min(s.ctid) FILTER (WHERE NOT (s."journal_transaction" < pg_snapshot_xmin(cut.now) OR pg_visible_in_snapshot(s."journal_transaction", cut.now))) AS first, max(s.ctid) AS last
  FROM ONLY tillback.journal_3_8 s
  WHERE s.ctid >= '(0,0)'::tid AND (s."journal_transaction" >= pg_snapshot_xmax(cut.before) OR NOT pg_visible_in_snapshot(s."journal_transaction", cut.before))) g
