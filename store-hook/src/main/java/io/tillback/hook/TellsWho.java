package io.tillback.hook;

import java.lang.System.Logger.Level;
import java.util.List;
import org.eclipse.persistence.queries.DataReadQuery;
import org.eclipse.persistence.queries.ValueReadQuery;
import org.eclipse.persistence.sessions.Session;
import org.eclipse.persistence.sessions.SessionEvent;
import org.eclipse.persistence.sessions.SessionEventAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Tells the change journal who changes rows: actor, request and release, as settings of the transaction, which end with it.
 *
 * <p>A persistence unit names it as {@code eclipselink.session-event-listener}, and its release as {@code
 * tillback.release}. It runs one statement in each transaction that EclipseLink writes in, before the first write, or
 * locks rows in; one that only reads costs nothing. What is not known stays as the connection has it.
 *
 * <p>If the statement fails, its exception reaches the store, and PostgreSQL takes nothing more from the transaction but
 * its rollback: no write of it stays, named or not.
 */
public class TellsWho extends SessionEventAdapter {

    /** The property of a persistence unit that names the store's release. */
    static final String RELEASE = "tillback.release";

    private static final System.Logger LOG = System.getLogger(TellsWho.class.getName());

    private static final String TELL = """
            SELECT
              pg_catalog.set_config('tillback.actor', COALESCE(NULLIF(#actor, ''),
                pg_catalog.current_setting('tillback.actor', TRUE), ''), TRUE) AS actor,
              pg_catalog.set_config('tillback.request', COALESCE(NULLIF(#request, ''),
                pg_catalog.current_setting('tillback.request', TRUE), ''), TRUE) AS request,
              pg_catalog.set_config('tillback.release', COALESCE(NULLIF(#release, ''),
                pg_catalog.current_setting('tillback.release', TRUE), ''), TRUE) AS release
            """;

    private volatile String release = "";
    private volatile @Nullable Boolean holdsEveryLetter;

    @Override
    public void postLogin(SessionEvent event) {
        Object configured = event.getSession().getProperty(RELEASE);
        release = configured == null ? "" : configured.toString();
        // Not the session's name, which may hold the database's URL.
        LOG.log(
                Level.INFO,
                "The change journal is told who changes rows; release: {0}",
                release.isEmpty() ? "not named by " + RELEASE : release);
    }

    /** EclipseLink begins when it has something to write, and is about to. */
    @Override
    public void postBeginTransaction(SessionEvent event) {
        Session session = event.getSession();
        Who who = Caller.findCurrent()
                .map(caller -> new Who(caller.actor(), caller.request(), release))
                .orElseGet(() -> new Who("", "", release));
        Who held = who.isAscii() || holdsEveryLetter(session) ? who : who.inAscii();
        DataReadQuery query = new DataReadQuery();
        query.setSQLString(TELL);
        query.addArgument("actor", String.class);
        query.addArgument("request", String.class);
        query.addArgument("release", String.class);
        // A store may have told EclipseLink to write values into the text of its statements.
        query.bindAllParameters();
        session.executeQuery(query, List.of(held.actor(), held.request(), held.release()));
    }

    private boolean holdsEveryLetter(Session session) {
        Boolean known = holdsEveryLetter;
        if (known == null) {
            ValueReadQuery encoding = new ValueReadQuery();
            encoding.setSQLString("SELECT pg_catalog.getdatabaseencoding()");
            known = "UTF8".equals(session.executeQuery(encoding));
            holdsEveryLetter = known;
        }
        return known;
    }
}
