SELECT count(*) FROM tillback.stage_plan1_1 WHERE "times" = 2
