CREATE UNLOGGED TABLE tillback.keys_plan1_1 AS SELECT "id" FROM tillback.stage_plan1_1 WHERE "times" = 0;
ANALYZE tillback.keys_plan1_1;
DELETE FROM tillback.stage_plan1_1 WHERE "times" = 0;
ANALYZE tillback.stage_plan1_1
