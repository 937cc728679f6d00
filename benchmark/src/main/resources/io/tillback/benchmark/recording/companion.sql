CREATE TABLE other.<table> (
  journal_position pg_lsn NOT NULL,
  journal_transaction xid8 NOT NULL,
  journal_time timestamp with time zone NOT NULL,
  journal_operation "char" NOT NULL,
  LIKE public.<table>
);
