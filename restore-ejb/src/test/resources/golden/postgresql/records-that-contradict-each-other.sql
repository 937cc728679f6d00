SELECT count(*) FROM tillback.stage_plan1_1 WHERE "times" NOT IN (0, 1)
