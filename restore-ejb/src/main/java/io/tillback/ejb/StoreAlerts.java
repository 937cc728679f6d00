package io.tillback.ejb;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.notice.Alert;
import io.tillback.notice.AlertChannel;
import io.tillback.notice.AlertMessage;
import io.tillback.notice.AlertSender;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** Tells the stores in this server, on the way that {@link StoreListeners} takes. Those without an observer say nothing. */
final class StoreAlerts implements AlertSender {
    private static final String PATTERN = "io.tillback:type=AlertListener,*";
    private static final String[] SIGNATURE = {String.class.getName(), List.class.getName()};

    @Override
    public AlertChannel channel() {
        return AlertChannel.STORE;
    }

    @Override
    public void send(AlertMessage message) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        List<Map<String, String>> alerts =
                message.alerts().stream().map(StoreAlerts::withTypesOfTheJdk).toList();
        for (ObjectName store : server.queryNames(pattern(), null)) {
            try {
                server.invoke(store, "alertsRaised", new Object[] {message.id(), alerts}, SIGNATURE);
            } catch (JMException | JMRuntimeException e) {
                throw new RestoreException(
                        ErrorCode.DELIVERY_FAILED,
                        "Cannot tell " + store + " of alerts: " + reason(e),
                        "It is told again soon.",
                        e);
            }
        }
    }

    private static Map<String, String> withTypesOfTheJdk(Alert alert) {
        Map<String, String> told = new HashMap<>();
        told.put("id", String.valueOf(alert.number()));
        told.put("kind", AlertTexts.kind(alert));
        told.put("state", AlertTexts.state(alert));
        told.put("since", alert.since().toString());
        told.put("headline", alert.headline());
        told.put("meaning", alert.meaning());
        told.put("nextStep", alert.nextStep());
        alert.until().map(Instant::toString).ifPresent(until -> told.put("until", until));
        alert.cause().findTable().ifPresent(table -> told.put("table", table.toString()));
        alert.cause().findReason().ifPresent(reason -> told.put("reason", reason));
        alert.cause().findTransaction().ifPresent(large -> told.put("transaction", large.transactionName()));
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
