COPY (
SELECT k."q""uote", k."group"
FROM (SELECT DISTINCT r."q""uote", r."group" FROM (SELECT * FROM tillback.journal_4 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot)) r WHERE r."journal_operation" IN ('D', 'T', 'M')) k
WHERE NOT EXISTS (
  SELECT FROM "Select"."a ""b"".c\'; --" l
  WHERE k."q""uote" = l."q""uote" AND k."group" = l."group")
) TO STDOUT (FORMAT csv, ENCODING 'UTF8')
