SELECT r."journal_position"::text, r."journal_transaction"::text, r."journal_time", r."journal_operation"::text,
       CASE WHEN r."journal_operation" IN ('U', 'D', 'T') THEN ARRAY[left(r."id"::text, 201), left(r."seller"::text, 201), left(r."name"::text, 201), left(r."spec"::text, 201)]::text[] END, w.*
FROM tillback.journal_3 r
LEFT JOIN LATERAL (
  SELECT t.session_user_name, t.application, host(t.client), t.actor, t.request, t.release
  FROM tillback.journal_transaction t
  WHERE t.backend = r."journal_backend" AND t.id <= r."journal_transaction"
  ORDER BY t.id DESC, t.time DESC
  LIMIT 1) w ON TRUE
WHERE r."id" = ?::text::bigint AND r."journal_position" < ?::text::pg_lsn
ORDER BY r."journal_position" DESC
LIMIT ?
