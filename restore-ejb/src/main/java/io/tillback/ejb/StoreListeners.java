package io.tillback.ejb;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.notice.Listener;
import io.tillback.notice.Notice;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * Tells the stores in this server. They are other applications, which no CDI event reaches: the way across is the
 * platform's MBean server, with nothing but JDK types.
 */
final class StoreListeners implements Listener {
    private static final String PATTERN = "io.tillback:type=RestoreListener,*";
    private static final String[] SIGNATURE = {String.class.getName(), String[].class.getName()};

    @Override
    public void tell(Notice notice) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        Object[] arguments = {
            notice.restore().value(),
            notice.tables().stream().map(Object::toString).toArray(String[]::new)
        };
        for (ObjectName store : server.queryNames(pattern(), null)) {
            try {
                server.invoke(store, "rowsRestored", arguments, SIGNATURE);
            } catch (JMException | JMRuntimeException e) {
                throw new RestoreException(
                        ErrorCode.DELIVERY_FAILED,
                        "Cannot tell " + store + " of restore " + notice.restore() + ": " + reason(e),
                        "It is told again soon; until then its caches may hold rows from before the restore.",
                        e);
            }
        }
    }

    private static String reason(Exception e) {
        Throwable cause = e.getCause();
        return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
    }

    private static ObjectName pattern() {
        try {
            return new ObjectName(PATTERN);
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException("The pattern is a constant", e);
        }
    }
}
