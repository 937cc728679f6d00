CREATE TYPE tillback.row_plan1_3 AS ("group" integer, "q""uote" text, "größe %s" "My Type");
CREATE TABLE tillback.plan_plan1_3 (
  number bigint NOT NULL,
  action text NOT NULL,
  k1 text NOT NULL, k2 integer NOT NULL,
  live tillback.row_plan1_3,
  target tillback.row_plan1_3)
