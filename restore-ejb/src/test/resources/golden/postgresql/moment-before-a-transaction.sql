SELECT cut::text, taken_at
FROM tillback.moment
WHERE NOT pg_visible_in_snapshot(?::xid8, cut)
  AND EXISTS (SELECT FROM tillback.journal_transaction WHERE id = ?::xid8)
ORDER BY number DESC
LIMIT 1
