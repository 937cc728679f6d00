SET LOCAL lock_timeout = '200ms';
LOCK TABLE tillback.journal_3_7 IN ACCESS EXCLUSIVE MODE;
SELECT COALESCE((SELECT "journal_transaction" FROM tillback.journal_3_7 ORDER BY 1 DESC LIMIT 1), '0')::text;
ALTER TABLE tillback.journal_3_7 ADD CONSTRAINT settled CHECK ("journal_transaction" <= '104'::xid8)
