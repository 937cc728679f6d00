CREATE INDEX journal_3_7_key ON tillback.journal_3_7 ("id", "journal_position");
CREATE INDEX journal_4_1_key ON tillback.journal_4_1 ("q""uote", "group", "journal_position")
