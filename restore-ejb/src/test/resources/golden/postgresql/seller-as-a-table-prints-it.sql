SELECT t."seller"::text FROM ONLY "shop"."product" t WHERE t."seller" = ?::integer LIMIT 1
