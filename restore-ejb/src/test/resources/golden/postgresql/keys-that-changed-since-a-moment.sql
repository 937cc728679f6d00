CREATE UNLOGGED TABLE tillback.keys_plan1_1 AS SELECT DISTINCT r."id" FROM (SELECT * FROM tillback.journal_3 WHERE NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot)) r
