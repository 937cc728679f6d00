INSERT INTO tillback.moment (cut, taken_at)
VALUES (pg_current_snapshot(), clock_timestamp())
RETURNING cut::text, taken_at
