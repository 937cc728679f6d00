SELECT (SELECT count(*) FROM ONLY "shop"."product" l) - (SELECT count(*) FROM tillback.plan_plan1_1 p WHERE p.live IS DISTINCT FROM NULL), 0-- []
