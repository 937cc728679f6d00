CREATE TABLE other.<table> (
  journal_position pg_lsn NOT NULL,
  journal_transaction xid8 NOT NULL,
  journal_time timestamp with time zone NOT NULL,
  journal_operation "char" NOT NULL,
  LIKE public.<table>
)
PARTITION BY RANGE (journal_time);

DO $do$
BEGIN
  FOR hour IN 0..47 LOOP
    EXECUTE format(
      'CREATE TABLE other.<table>_%s PARTITION OF other.<table> FOR VALUES FROM (%L) TO (%L)',
      hour,
      date_trunc('hour', now()) + hour * interval '1 hour',
      date_trunc('hour', now()) + (hour + 1) * interval '1 hour');
  END LOOP;
END
$do$;
