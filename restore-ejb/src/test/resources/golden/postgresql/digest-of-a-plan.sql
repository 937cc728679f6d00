SELECT count(*) || ':' || COALESCE(sum(
         hashint8extended(hash_record_extended(ROW(action, k1, k2, live, target), 0), 0)::numeric), 0)
FROM tillback.plan_plan1_3
