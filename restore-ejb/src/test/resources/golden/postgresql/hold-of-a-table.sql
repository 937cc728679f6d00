SAVEPOINT held; LOCK TABLE ONLY "Select"."a ""b"".c\'; --" IN ACCESS SHARE MODE
