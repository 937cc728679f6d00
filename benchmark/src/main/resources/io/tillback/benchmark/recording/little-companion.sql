CREATE TABLE other.<table> (
  journal_transaction xid8 NOT NULL,
  journal_operation "char" NOT NULL,
  LIKE public.<table>
);
