SELECT pg_snapshot_xmax('100:104:100,102'::pg_snapshot) <= pg_snapshot_xmax('140:144:142'::pg_snapshot)
  AND NOT EXISTS (
    SELECT FROM pg_snapshot_xip('140:144:142'::pg_snapshot) running WHERE pg_visible_in_snapshot(running, '100:104:100,102'::pg_snapshot))
  AND NOT EXISTS (
    SELECT FROM (
      SELECT DISTINCT "journal_transaction" AS id
      FROM tillback.journal_3
      WHERE "journal_transaction" >= pg_snapshot_xmin('140:144:142'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '140:144:142'::pg_snapshot)) t
    WHERE COALESCE(pg_xact_commit_timestamp(t.id::xid) <= '2026-03-01T12:00:00.500Z', FALSE))
