DELETE FROM tillback.conflict_plan1_3 c WHERE NOT EXISTS (SELECT FROM tillback.plan_plan1_3 p WHERE p.k1 = c.k1 AND p.k2 = c.k2)
