CREATE TYPE tillback.row_plan1_5 AS ("word" ext.citext COLLATE ext.german, "place" integer);
CREATE TABLE tillback.plan_plan1_5 (
  number bigint NOT NULL,
  action text NOT NULL,
  k1 ext.citext COLLATE ext.german NOT NULL,
  live tillback.row_plan1_5,
  target tillback.row_plan1_5)
