CREATE TYPE tillback.row_plan1_4 AS ("digest" text, "at" timestamp with time zone, "pages" integer[]);
CREATE TABLE tillback.plan_plan1_4 (
  number bigint NOT NULL,
  action text NOT NULL,
  k1 bytea NOT NULL, k2 bigint NOT NULL,
  live tillback.row_plan1_4,
  target tillback.row_plan1_4)
