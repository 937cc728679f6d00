SET LOCAL lock_timeout = '200ms';
LOCK TABLE ONLY "shop"."product", "Select"."a ""b"".c\'; --" IN SHARE ROW EXCLUSIVE MODE
