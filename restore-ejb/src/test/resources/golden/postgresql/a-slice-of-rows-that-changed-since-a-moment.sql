COPY (
SELECT l."group", l."q""uote", l."größe %s"
FROM (SELECT DISTINCT r."q""uote", r."group" FROM (SELECT * FROM tillback.journal_4 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot)) r WHERE abs(hashtext(concat_ws(' ', r."q""uote", r."group"))::bigint) % 3 = 1) k
JOIN "Select"."a ""b"".c\'; --" l ON k."q""uote" = l."q""uote" AND k."group" = l."group"
) TO STDOUT (FORMAT csv, ENCODING 'UTF8')
