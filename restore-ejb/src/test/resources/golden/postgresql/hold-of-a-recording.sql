SET LOCAL lock_timeout = '200ms';
LOCK TABLE "Select"."a ""b"".c\'; --", tillback.journal_4 IN SHARE UPDATE EXCLUSIVE MODE
