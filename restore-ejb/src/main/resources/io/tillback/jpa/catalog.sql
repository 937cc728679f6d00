--liquibase formatted sql

--changeset tillback:catalog-1
CREATE TABLE tillback.snapshot (
  id text PRIMARY KEY,
  tier text NOT NULL,
  state text NOT NULL,
  started_at timestamptz NOT NULL,
  taken_at timestamptz,
  table_count integer NOT NULL,
  row_count bigint NOT NULL,
  byte_count bigint NOT NULL,
  verified_at timestamptz,
  problems integer
);

CREATE TABLE tillback.job (
  id text PRIMARY KEY,
  kind text NOT NULL,
  state text NOT NULL,
  principal text NOT NULL,
  idempotency_key text NOT NULL,
  request text NOT NULL,
  created_at timestamptz NOT NULL,
  started_at timestamptz,
  finished_at timestamptz,
  beat_at timestamptz NOT NULL,
  step text NOT NULL,
  row_count bigint NOT NULL,
  expected_rows bigint NOT NULL,
  byte_count bigint NOT NULL,
  expected_bytes bigint NOT NULL,
  cancel_requested boolean NOT NULL,
  result text NOT NULL,
  failure_code text,
  failure_message text,
  failure_hint text,
  UNIQUE (principal, idempotency_key)
);
CREATE INDEX job_by_time ON tillback.job (created_at);

CREATE TABLE tillback.plan (
  id text PRIMARY KEY,
  created_at timestamptz NOT NULL,
  state text NOT NULL,
  summary text NOT NULL,
  body text NOT NULL
);
CREATE INDEX plan_by_time ON tillback.plan (created_at);

CREATE TABLE tillback.restore (
  id text PRIMARY KEY,
  plan text NOT NULL REFERENCES tillback.plan,
  accepted_by text NOT NULL,
  gap_hash text NOT NULL,
  comment text NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  outcome text NOT NULL,
  transaction text,
  proof text,
  takes_back text
);
CREATE INDEX restore_by_plan ON tillback.restore (plan);

CREATE TABLE tillback.notice (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  restore text NOT NULL REFERENCES tillback.restore,
  tables text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  delivered_at timestamptz,
  attempts integer NOT NULL DEFAULT 0,
  last_failure text
);
CREATE INDEX notice_waiting ON tillback.notice (next_attempt_at) WHERE delivered_at IS NULL;

--changeset tillback:catalog-tiers
ALTER TABLE tillback.job
  ADD COLUMN taken_over boolean NOT NULL DEFAULT false,
  ADD COLUMN reads_snapshot text;
CREATE INDEX job_by_result ON tillback.job (result);

ALTER TABLE tillback.snapshot
  ADD COLUMN purged_at timestamptz,
  ADD COLUMN purged_by text,
  ADD COLUMN purge_reason text;

CREATE TABLE tillback.slot (
  tier text NOT NULL,
  starts_at timestamptz NOT NULL,
  attempts integer NOT NULL,
  job text REFERENCES tillback.job,
  snapshot text,
  PRIMARY KEY (tier, starts_at)
);

--changeset tillback:catalog-parts
ALTER TABLE tillback.restore ADD COLUMN part text;

--changeset tillback:catalog-journal
CREATE TABLE tillback.moment (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  cut pg_snapshot NOT NULL,
  taken_at timestamptz NOT NULL
);
CREATE INDEX moment_by_time ON tillback.moment (taken_at, number);

CREATE SEQUENCE tillback.journal_number AS integer;
CREATE TABLE tillback.journal (
  number integer PRIMARY KEY,
  table_schema text NOT NULL,
  table_name text NOT NULL,
  companion text NOT NULL,
  since_cut text NOT NULL,
  since timestamptz NOT NULL,
  evidence text NOT NULL,
  last_cut text,
  last timestamptz,
  reason text
);

CREATE UNIQUE INDEX journal_open ON tillback.journal (table_schema, table_name) WHERE last_cut IS NULL;

CREATE TABLE tillback.journal_transaction (
  id xid8 NOT NULL,
  time timestamptz NOT NULL,
  session_user_name text NOT NULL,
  application text NOT NULL,
  client inet,
  actor text,
  request text,
  release text
);

--changeset tillback:catalog-journal-segments
CREATE TABLE tillback.journal_segment (
  companion integer NOT NULL,
  number integer NOT NULL,
  begun timestamptz NOT NULL,
  begun_by xid8 NOT NULL,
  newest xid8,
  PRIMARY KEY (companion, number)
);

CREATE TABLE tillback.journal_gap (
  companion integer NOT NULL,
  transaction xid8 NOT NULL,
  time timestamptz NOT NULL,
  reason text NOT NULL
);

--changeset tillback:catalog-incremental
ALTER TABLE tillback.snapshot ADD COLUMN base text;
CREATE INDEX snapshot_by_base ON tillback.snapshot (base) WHERE base IS NOT NULL;

--changeset tillback:catalog-shipping
CREATE TABLE tillback.shipping (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  shipment text,
  incarnation text,
  cut pg_snapshot,
  taken_at timestamptz,
  built text,
  failing_since timestamptz,
  failure text
);

--changeset tillback:catalog-backends
ALTER TABLE tillback.journal_transaction ADD COLUMN backend integer NOT NULL;

--changeset tillback:catalog-shipped-companions
ALTER TABLE tillback.shipping ADD COLUMN companions integer[] NOT NULL DEFAULT '{}';

--changeset tillback:catalog-alerts
CREATE TABLE tillback.alert (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event text NOT NULL UNIQUE,
  kind text NOT NULL,
  subject text NOT NULL,
  cause text NOT NULL,
  since timestamptz NOT NULL,
  until timestamptz,
  raised_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  closed_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text,
  untold_since timestamptz DEFAULT clock_timestamp(),
  message bigint
);
CREATE INDEX alert_untold ON tillback.alert (untold_since) WHERE untold_since IS NOT NULL;
CREATE INDEX alert_open ON tillback.alert (kind) WHERE closed_at IS NULL;

CREATE TABLE tillback.alert_message (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  total integer NOT NULL,
  alerts text NOT NULL
);

CREATE TABLE tillback.alert_delivery (
  message bigint NOT NULL REFERENCES tillback.alert_message ON DELETE CASCADE,
  channel text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  delivered_at timestamptz,
  attempts integer NOT NULL DEFAULT 0,
  last_failure text,
  PRIMARY KEY (message, channel)
);
CREATE INDEX alert_delivery_waiting ON tillback.alert_delivery (channel, message) WHERE delivered_at IS NULL;

--changeset tillback:catalog-approvals
CREATE TABLE tillback.approval (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan text NOT NULL,
  approver text NOT NULL,
  gap_hash text NOT NULL,
  comment text NOT NULL,
  approved_at timestamptz NOT NULL,
  UNIQUE (plan, approver)
);

ALTER TABLE tillback.restore
  ADD COLUMN accepted_by_rule text,
  ADD COLUMN approvals text;

ALTER TABLE tillback.plan ADD COLUMN replaces text;
CREATE INDEX plan_by_replaced ON tillback.plan (replaces) WHERE replaces IS NOT NULL;

--changeset tillback:catalog-freezes
CREATE TABLE tillback.freeze (
  id text PRIMARY KEY,
  table_schema text NOT NULL,
  table_name text NOT NULL,
  seller text,
  reason text NOT NULL,
  owner text NOT NULL,
  since timestamptz NOT NULL,
  until timestamptz NOT NULL,
  lifted_at timestamptz,
  lifted_by text
);

--changeset tillback:catalog-large-transactions
CREATE TABLE tillback.alert_look (
  number bigint PRIMARY KEY,
  cut pg_snapshot NOT NULL,
  taken_at timestamptz NOT NULL
);

CREATE TABLE tillback.alert_looked (
  companion integer NOT NULL,
  segment integer NOT NULL,
  look bigint NOT NULL,
  blocks bigint NOT NULL,
  PRIMARY KEY (companion, segment, look)
);

ALTER TABLE tillback.journal_segment ADD COLUMN searched boolean NOT NULL DEFAULT false;
UPDATE tillback.journal_segment SET searched = true WHERE newest IS NOT NULL;

--changeset tillback:catalog-releases
CREATE TABLE tillback.release (
  name text PRIMARY KEY,
  announced_by text NOT NULL,
  announced_at timestamptz NOT NULL,
  cut pg_snapshot NOT NULL,
  taken_at timestamptz NOT NULL
);
CREATE INDEX release_by_time ON tillback.release (taken_at);

--changeset tillback:catalog-notices
CREATE TABLE tillback.notice_delivery (
  notice bigint NOT NULL REFERENCES tillback.notice ON DELETE CASCADE,
  channel text NOT NULL,
  receiver text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  delivered_at timestamptz,
  attempts integer NOT NULL DEFAULT 0,
  last_failure text,
  PRIMARY KEY (notice, channel, receiver)
);
CREATE INDEX notice_delivery_waiting ON tillback.notice_delivery (channel, receiver) WHERE delivered_at IS NULL;

INSERT INTO tillback.notice_delivery (notice, channel, receiver, created_at, delivered_at, attempts)
SELECT number, 'STORE', '', created_at, delivered_at, attempts
FROM tillback.notice
WHERE delivered_at IS NOT NULL;

UPDATE tillback.notice
SET tables = (
  SELECT json_agg(json_build_object('table', t, 'created', 0, 'changed', 0, 'removed', 0,
    'key', '[]'::json, 'rows', '[]'::json, 'seenIn', '[]'::json))::text
  FROM json_array_elements(tables::json) t);

ALTER TABLE tillback.notice
  ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(),
  ADD COLUMN beyond text NOT NULL DEFAULT 'ANYTHING',
  DROP COLUMN next_attempt_at,
  DROP COLUMN delivered_at,
  DROP COLUMN attempts,
  DROP COLUMN last_failure;

CREATE TABLE tillback.restored_table (
  table_schema text NOT NULL,
  table_name text NOT NULL,
  transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
  restore text NOT NULL REFERENCES tillback.restore ON DELETE CASCADE,
  committed_by timestamptz,
  PRIMARY KEY (table_schema, table_name, transaction)
);
CREATE INDEX restored_table_unseen ON tillback.restored_table (transaction) WHERE committed_by IS NULL;

INSERT INTO tillback.restored_table (table_schema, table_name, transaction, restore, committed_by)
SELECT DISTINCT t -> 'table' ->> 'schema', t -> 'table' ->> 'name', r.transaction::xid8, r.id, clock_timestamp()
FROM tillback.notice n
JOIN tillback.restore r ON r.id = n.restore
CROSS JOIN LATERAL json_array_elements(n.tables::json) t
WHERE r.outcome = 'COMMITTED' AND r.transaction IS NOT NULL;

--changeset tillback:catalog-alternatives
ALTER TABLE tillback.plan ADD COLUMN alternatives text;

--changeset tillback:catalog-known-values
CREATE TABLE tillback.known_table (
  table_schema text NOT NULL,
  table_name text NOT NULL,
  companion integer NOT NULL,
  rule text NOT NULL,
  learned_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  rows bigint NOT NULL,
  PRIMARY KEY (table_schema, table_name)
);

CREATE TABLE tillback.known_column (
  number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  table_schema text NOT NULL,
  table_name text NOT NULL,
  column_name text NOT NULL,
  type text NOT NULL,
  quiet_since timestamptz NOT NULL DEFAULT clock_timestamp(),
  told integer NOT NULL DEFAULT 0,
  UNIQUE (table_schema, table_name, column_name),
  FOREIGN KEY (table_schema, table_name) REFERENCES tillback.known_table ON DELETE CASCADE
);

CREATE TABLE tillback.known_value (
  column_number integer NOT NULL REFERENCES tillback.known_column ON DELETE CASCADE,
  digest bytea NOT NULL,
  PRIMARY KEY (column_number, digest)
);

--changeset tillback:catalog-recalls
CREATE TABLE tillback.recall (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  since timestamptz NOT NULL,
  until timestamptz NOT NULL,
  asked_by text NOT NULL,
  problems text[] NOT NULL DEFAULT '{}'
);

--changeset tillback:catalog-measured-looks
ALTER TABLE tillback.alert_look ADD COLUMN judged boolean NOT NULL DEFAULT true;

--changeset tillback:catalog-known-operations
CREATE TABLE tillback.known_operations (
  table_schema text NOT NULL,
  table_name text NOT NULL,
  since timestamptz NOT NULL DEFAULT clock_timestamp(),
  operations text NOT NULL DEFAULT '',
  PRIMARY KEY (table_schema, table_name)
);

--changeset tillback:catalog-seller-notices
ALTER TABLE tillback.restore ADD COLUMN to_sellers text NOT NULL DEFAULT '';

CREATE TABLE tillback.seller_notice (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
  restore text NOT NULL REFERENCES tillback.restore ON DELETE CASCADE,
  seller text NOT NULL,
  target_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX seller_notice_by_restore ON tillback.seller_notice (restore);
CREATE INDEX seller_notice_by_time ON tillback.seller_notice (created_at);
-- A seller may be named by a text that is too long for a B-tree.
CREATE INDEX seller_notice_by_seller ON tillback.seller_notice USING hash (seller);

CREATE TABLE tillback.seller_notice_table (
  notice bigint NOT NULL REFERENCES tillback.seller_notice ON DELETE CASCADE,
  number integer NOT NULL,
  table_schema text NOT NULL,
  table_name text NOT NULL,
  created bigint NOT NULL,
  changed bigint NOT NULL,
  removed bigint NOT NULL,
  kept bigint NOT NULL,
  brought_back bigint,
  lost bigint,
  PRIMARY KEY (notice, number)
);

--changeset tillback:catalog-seller-mail
CREATE TABLE tillback.seller_mail (
  notice bigint PRIMARY KEY REFERENCES tillback.seller_notice ON DELETE CASCADE,
  address text,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  delivered_at timestamptz,
  attempts integer NOT NULL DEFAULT 0,
  last_failure text
);
CREATE INDEX seller_mail_waiting ON tillback.seller_mail (notice) WHERE address IS NOT NULL AND delivered_at IS NULL;

--changeset tillback:catalog-column-runs
CREATE TABLE tillback.column_runs (
  table_schema text NOT NULL,
  table_name text NOT NULL,
  since timestamptz NOT NULL DEFAULT clock_timestamp(),
  runs text NOT NULL,
  PRIMARY KEY (table_schema, table_name)
);

--changeset tillback:catalog-row-passes
CREATE TABLE tillback.row_pass (
  companion integer PRIMARY KEY,
  next_block bigint NOT NULL,
  since pg_snapshot NOT NULL,
  again pg_snapshot
);
