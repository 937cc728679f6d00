SELECT cut::text, taken_at
FROM tillback.moment
WHERE NOT pg_visible_in_snapshot(?::xid8, cut) AND ?::xid8 < pg_snapshot_xmax(pg_current_snapshot())
ORDER BY number DESC
LIMIT 1
