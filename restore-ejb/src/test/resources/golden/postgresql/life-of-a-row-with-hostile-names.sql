SELECT r."journal_position"::text, r."journal_transaction"::text, r."journal_time", r."journal_operation"::text,
       CASE WHEN r."journal_operation" IN ('U', 'D', 'T') THEN ARRAY[left(r."group"::text, 201), left(r."q""uote"::text, 201), left(r."größe %s"::text, 201)]::text[] END
FROM tillback.journal_4 r
WHERE r."q""uote" = ?::text::text AND r."group" = ?::text::integer AND r."journal_position" < ?::text::pg_lsn
ORDER BY r."journal_position" DESC
LIMIT ?
