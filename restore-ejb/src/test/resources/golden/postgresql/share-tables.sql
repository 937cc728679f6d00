LOCK TABLE "shop"."product", "Select"."a ""b"".c\'; --" IN ACCESS SHARE MODE
