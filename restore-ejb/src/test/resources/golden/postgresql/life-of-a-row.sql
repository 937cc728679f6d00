SELECT r."journal_position"::text, r."journal_transaction"::text, r."journal_time", r."journal_operation"::text,
       CASE WHEN r."journal_operation" IN ('U', 'D', 'T') THEN ARRAY[left(r."id"::text, 201), left(r."seller"::text, 201), left(r."name"::text, 201), left(r."spec"::text, 201)]::text[] END
FROM tillback.journal_3 r
WHERE r."id" = ?::text::bigint AND r."journal_position" < ?::text::pg_lsn
ORDER BY r."journal_position" DESC
LIMIT ?
