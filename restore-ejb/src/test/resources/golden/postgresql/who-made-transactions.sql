SELECT r.id, w.*
FROM unnest(?::text[], ?::text[]) r (id, process)
LEFT JOIN LATERAL (
  SELECT t.session_user_name, t.application, host(t.client), t.actor, t.request, t.release
  FROM tillback.journal_transaction t
  WHERE t.backend = r.process::integer AND t.id <= r.id::xid8
  ORDER BY t.id DESC, t.time DESC
  LIMIT 1) w ON TRUE
WHERE w.session_user_name IS NOT NULL
