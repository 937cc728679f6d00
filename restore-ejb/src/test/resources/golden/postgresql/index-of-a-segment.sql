CREATE INDEX IF NOT EXISTS journal_3_7_key ON tillback.journal_3_7 ("id", "journal_position");
CREATE INDEX IF NOT EXISTS journal_3_7_by ON tillback.journal_3_7 ("journal_transaction");
CREATE INDEX IF NOT EXISTS journal_3_7_who ON tillback.journal_3_7 ("journal_backend", "journal_transaction")
;
CREATE INDEX IF NOT EXISTS journal_4_1_key ON tillback.journal_4_1 ("q""uote", "group", "journal_position");
CREATE INDEX IF NOT EXISTS journal_4_1_by ON tillback.journal_4_1 ("journal_transaction");
CREATE INDEX IF NOT EXISTS journal_4_1_who ON tillback.journal_4_1 ("journal_backend", "journal_transaction")
