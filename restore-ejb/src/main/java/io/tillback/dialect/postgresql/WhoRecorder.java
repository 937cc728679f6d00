package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.literal;

import java.util.List;

/** Who makes changes: the rows of {@code tillback.journal_transaction}, and how {@link PostgresRecorder}'s triggers write them. */
final class WhoRecorder {
    private WhoRecorder() {}

    /**
     * Once in a session, and whenever something else is told; a transaction or savepoint that is rolled back takes record and
     * mark along.
     *
     * @param condition for telling it
     */
    static String tell(String condition) {
        return """
                  IF pg_catalog.texteq(pg_catalog.current_setting('tillback.told', TRUE), tillback.who()) THEN
                    RETURN NULL;
                  END IF;
                """ + condition + "  recorder.noted := tillback.record_transaction();\n";
    }

    /**
     * Who makes changes goes to one place, whatever tables are changed. A session that does not see itself in the newest
     * segment tells itself again, so that old ones can be dropped. What a prepared transaction told may still be rolled back.
     */
    static List<String> writeTo(int segment) {
        String created = "tillback.journal_transaction_" + segment;
        return List.of(
                "CREATE TABLE %s () INHERITS (tillback.journal_transaction)".formatted(created),
                index(segment),
                """
                CREATE OR REPLACE FUNCTION tillback.who() RETURNS text LANGUAGE sql RETURN pg_catalog.concat(
                  '%d|', SESSION_USER, '|', pg_catalog.current_setting('application_name'),
                  '|', pg_catalog.current_setting('tillback.actor', TRUE),
                  '|', pg_catalog.current_setting('tillback.request', TRUE),
                  '|', pg_catalog.current_setting('tillback.release', TRUE),
                  CASE WHEN pg_catalog.current_setting('max_prepared_transactions') OPERATOR(pg_catalog.<>) '0'
                    THEN pg_catalog.pg_current_xact_id()::pg_catalog.text END)
                """.formatted(segment),
                """
                CREATE OR REPLACE FUNCTION tillback.record_transaction() RETURNS text LANGUAGE plpgsql AS %s
                """.formatted(literal("""
                        BEGIN
                          INSERT INTO %s (
                            id, backend, time, session_user_name, application, client, actor, request, release)
                          VALUES (
                            pg_catalog.pg_current_xact_id(), pg_catalog.pg_backend_pid(),
                            pg_catalog.statement_timestamp(), SESSION_USER,
                            pg_catalog.current_setting('application_name'), pg_catalog.inet_client_addr(),
                            %s,
                            %s,
                            %s);
                          RETURN pg_catalog.set_config('tillback.told', tillback.who(), FALSE);
                        END""".formatted(
                                created, said("tillback.actor"), said("tillback.request"), said("tillback.release")))));
    }

    static String index(int segment) {
        return "CREATE INDEX journal_transaction_%1$d_key ON tillback.journal_transaction_%1$d (backend, id)"
                .formatted(segment);
    }

    /**
     * What the process told last: of one process, a later transaction has the greater number. A join that gives {@code w}:
     * session user, application, client, actor, request, release.
     */
    static String find(String backend, String transaction) {
        return """
                LEFT JOIN LATERAL (
                  SELECT t.session_user_name, t.application, host(t.client), t.actor, t.request, t.release
                  FROM tillback.journal_transaction t
                  WHERE t.backend = %s AND t.id <= %s
                  ORDER BY t.id DESC, t.time DESC
                  LIMIT 1) w ON TRUE""".formatted(backend, transaction);
    }

    /** What was said for one transaction only is empty text, not null, in the session's later ones. */
    private static String said(String setting) {
        return "CASE WHEN pg_catalog.length(pg_catalog.current_setting('%1$s', TRUE)) OPERATOR(pg_catalog.>) 0 THEN"
                        .formatted(setting)
                + " pg_catalog.current_setting('%s', TRUE) END".formatted(setting);
    }
}
