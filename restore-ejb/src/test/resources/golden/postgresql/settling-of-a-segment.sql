SET LOCAL lock_timeout = '200ms';
LOCK TABLE tillback.journal_3_7 IN ACCESS EXCLUSIVE MODE;
SELECT COALESCE(max("journal_transaction"), '0')::text FROM tillback.journal_3_7;
ALTER TABLE tillback.journal_3_7 ADD CONSTRAINT settled CHECK ("journal_transaction" <= '104'::xid8)
