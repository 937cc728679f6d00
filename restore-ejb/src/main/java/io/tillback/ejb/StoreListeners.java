package io.tillback.ejb;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.ColumnName;
import io.tillback.model.TableId;
import io.tillback.notice.Listener;
import io.tillback.notice.Notice;
import io.tillback.notice.Receiver;
import io.tillback.notice.WrittenRow;
import io.tillback.notice.WrittenTable;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.management.InstanceNotFoundException;
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
    private static final Logger LOG = Logger.getLogger(StoreListeners.class.getName());
    private static final String PATTERN = "io.tillback:type=RestoreListener,*";
    private static final String TELL_ROWS = "rowsRestored";
    private static final String[] SIGNATURE = {String.class.getName(), Map.class.getName()};
    private static final String[] OLDER_SIGNATURE = {String.class.getName(), String[].class.getName()};

    private final Receiver stores;

    StoreListeners(Receiver stores) {
        this.stores = stores;
    }

    @Override
    public Receiver receiver() {
        return stores;
    }

    /** One that fails keeps none of the others from being told; all are told again. */
    @Override
    public void tell(Notice notice) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        List<RestoreException> failures = new ArrayList<>();
        for (ObjectName store : server.queryNames(pattern(), null)) {
            try {
                tell(server, store, notice);
            } catch (InstanceNotFoundException e) {
                LOG.log(Level.FINE, e, () -> store + " was stopped meanwhile, and its caches with it");
            } catch (JMException | JMRuntimeException e) {
                failures.add(new RestoreException(
                        ErrorCode.DELIVERY_FAILED,
                        "Cannot tell " + store + " of restore " + notice.restore() + ": " + reason(e),
                        "It is told again soon; until then its caches may hold rows from before the restore.",
                        e));
            }
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    /** A store with a jar of an earlier version is told which tables were written. */
    private static void tell(MBeanServer server, ObjectName store, Notice notice) throws JMException {
        boolean takesRows = Arrays.stream(server.getMBeanInfo(store).getOperations())
                .anyMatch(operation -> operation.getName().equals(TELL_ROWS)
                        && operation.getSignature()[1].getType().equals(Map.class.getName()));
        if (takesRows) {
            server.invoke(store, TELL_ROWS, new Object[] {notice.id(), withTypesOfTheJdk(notice)}, SIGNATURE);
            return;
        }
        String[] tables =
                notice.tables().stream().map(table -> table.table().toString()).toArray(String[]::new);
        server.invoke(store, TELL_ROWS, new Object[] {notice.restore().value(), tables}, OLDER_SIGNATURE);
    }

    private static Map<String, Object> withTypesOfTheJdk(Notice notice) {
        return Map.of(
                "restore", notice.restore().value(),
                "beyond", notice.beyond().name().toLowerCase(Locale.ROOT),
                "tables",
                        notice.tables().stream()
                                .map(StoreListeners::withTypesOfTheJdk)
                                .toList());
    }

    private static Map<String, Object> withTypesOfTheJdk(WrittenTable table) {
        return Map.of(
                "name", name(table.table()),
                "written", table.written(),
                "key", table.key().stream().map(ColumnName::value).toList(),
                "rows", table.rows().stream().map(StoreListeners::row).toList(),
                "seenIn", table.seenIn().stream().map(StoreListeners::name).toList());
    }

    private static List<String> name(TableId table) {
        return List.of(table.schema(), table.name());
    }

    /** What was done to it, then its key. */
    private static List<String> row(WrittenRow row) {
        List<String> told = new ArrayList<>();
        told.add(NoticeTexts.was(row));
        told.addAll(row.key().values());
        return told;
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
