SELECT "q""uote"::text FROM "Select"."a ""b"".c\'; --" WHERE "group"::text = ? LIMIT 2
