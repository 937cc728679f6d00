WITH asked AS (SELECT DISTINCT u.k1::text AS "q""uote", u.k2::integer AS "group" FROM unnest(?::text[], ?::text[]) u (k1, k2)),
state AS (
  SELECT a.*, l."q""uote" IS NOT NULL AS "there"
  FROM asked a
  LEFT JOIN "Select"."a ""b"".c\'; --" l ON a."q""uote" = l."q""uote" AND a."group" = l."group"),
done AS (
  SELECT r."q""uote", r."group", r."journal_transaction", min(r."journal_backend") AS "journal_backend", min(r."journal_position") AS "journal_position",
         max(r."journal_time") FILTER (WHERE r."journal_operation" IN ('D', 'T', 'M')) AS "journal_time",
         (array_agg(r."journal_operation" ORDER BY r."journal_position" DESC) FILTER (WHERE r."journal_operation" IN ('D', 'T', 'M')))[1] AS "journal_operation",
         count(*) FILTER (WHERE r."journal_operation" IN ('D', 'T', 'M')) - count(*) FILTER (WHERE r."journal_operation" = 'I') AS "gone"
  FROM tillback.journal_4 r
  JOIN asked a ON r."q""uote" = a."q""uote" AND r."group" = a."group"
  GROUP BY r."q""uote", r."group", r."journal_transaction"),
counted AS (
  SELECT r.*, sum(r."gone") OVER (PARTITION BY r."q""uote", r."group" ORDER BY r."journal_position" DESC) AS "since"
  FROM done r),
removed AS (
  SELECT DISTINCT ON (r."q""uote", r."group") r.*
  FROM counted r
  WHERE r."gone" > 0 AND r."since" = 1
  ORDER BY r."q""uote", r."group", r."journal_position" DESC)
SELECT ARRAY[concat(s."q""uote"), concat(s."group")], s."there", r."journal_transaction"::text, r."journal_operation"::text, r."journal_time", r."journal_position"::text, w.*
FROM state s
LEFT JOIN removed r ON NOT s."there" AND r."q""uote" = s."q""uote" AND r."group" = s."group"
LEFT JOIN LATERAL (
  SELECT t.session_user_name, t.application, host(t.client), t.actor, t.request, t.release
  FROM tillback.journal_transaction t
  WHERE t.backend = r."journal_backend" AND t.id <= r."journal_transaction"
  ORDER BY t.id DESC, t.time DESC
  LIMIT 1) w ON TRUE
