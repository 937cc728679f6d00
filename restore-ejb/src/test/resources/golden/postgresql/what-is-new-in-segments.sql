SELECT g.segment, g.records, COALESCE((g.last::text::point)[0]::bigint, 0), g.rare
FROM (VALUES (?::text::pg_snapshot, ?::text::pg_snapshot)) cut (before, now)
CROSS JOIN LATERAL (
  SELECT 7 AS segment, count(*) AS records, max(s.ctid) AS last,
    concat(
      CASE WHEN bool_or(s."journal_operation" = 'D') THEN 'D' END,
      CASE WHEN bool_or(s."journal_operation" = 'T') THEN 'T' END,
      CASE WHEN bool_or(s."journal_operation" = 'M') THEN 'M' END) AS rare
  FROM ONLY tillback.journal_3_7 s
  WHERE s.ctid >= '(4096,0)'::tid
    AND (s."journal_transaction" >= pg_snapshot_xmax(cut.before) OR NOT pg_visible_in_snapshot(s."journal_transaction", cut.before))
    AND (s."journal_transaction" < pg_snapshot_xmin(cut.now) OR pg_visible_in_snapshot(s."journal_transaction", cut.now))
  UNION ALL
  SELECT 8 AS segment, count(*) AS records, max(s.ctid) AS last,
    concat(
      CASE WHEN bool_or(s."journal_operation" = 'D') THEN 'D' END,
      CASE WHEN bool_or(s."journal_operation" = 'T') THEN 'T' END,
      CASE WHEN bool_or(s."journal_operation" = 'M') THEN 'M' END) AS rare
  FROM ONLY tillback.journal_3_8 s
  WHERE s.ctid >= '(0,0)'::tid
    AND (s."journal_transaction" >= pg_snapshot_xmax(cut.before) OR NOT pg_visible_in_snapshot(s."journal_transaction", cut.before))
    AND (s."journal_transaction" < pg_snapshot_xmin(cut.now) OR pg_visible_in_snapshot(s."journal_transaction", cut.now))) g
