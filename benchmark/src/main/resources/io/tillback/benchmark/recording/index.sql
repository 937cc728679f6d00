CREATE INDEX ON other.<table> (<key>, journal_position);
