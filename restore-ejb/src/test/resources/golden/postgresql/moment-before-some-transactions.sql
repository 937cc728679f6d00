SELECT m.cut::text, m.taken_at
FROM tillback.moment m
WHERE NOT EXISTS (
  SELECT FROM unnest(?::xid8[]) id
  WHERE pg_visible_in_snapshot(id, m.cut) OR id >= pg_snapshot_xmax(pg_current_snapshot()))
ORDER BY m.number DESC
LIMIT 1
