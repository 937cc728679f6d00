SELECT count(*) || ':' || COALESCE(sum(hashtextextended(ROW(action, k1, k2)::text,
         hashtextextended(COALESCE(live::text, ''), hashtextextended(COALESCE(target::text, ''), 0)))::numeric), 0)
FROM tillback.plan_plan1_3
