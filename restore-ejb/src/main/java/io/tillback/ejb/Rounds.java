package io.tillback.ejb;

import io.tillback.jdbc.SqlFailures;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Work that timers repeat: a failure goes to the log when it begins and when it is over, not at every round. */
public final class Rounds {
    private static final Logger LOG = Logger.getLogger(Rounds.class.getName());
    private static final String DATABASE = "reach the store's database";

    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    /** @param what completes "Cannot …", for example {@code "deliver notices"} */
    public void attempt(String what, Runnable round) {
        try {
            round.run();
            over(what);
            over(DATABASE);
        } catch (RuntimeException e) {
            String failed = SqlFailures.findUnreachable(what, e).isPresent() ? DATABASE : what;
            if (failing.add(failed)) {
                LOG.log(Level.WARNING, e, () -> "Cannot " + failed + "; trying again until it works");
            }
        }
    }

    /** As {@link #attempt}, unless this server is at it still. */
    public void attemptAlone(String what, Runnable round) {
        if (!underWay.add(what)) {
            return;
        }
        try {
            attempt(what, round);
        } finally {
            underWay.remove(what);
        }
    }

    private void over(String what) {
        if (failing.remove(what)) {
            LOG.info(() -> "Can " + what + " again");
        }
    }
}
