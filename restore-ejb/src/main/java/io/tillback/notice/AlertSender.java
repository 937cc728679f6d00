package io.tillback.notice;

/** Port: tells of alerts on one channel. */
public interface AlertSender {
    AlertChannel channel();

    /**
     * Tells of alerts; returns once somebody took the message over.
     *
     * @throws io.tillback.fault.RestoreException DELIVERY_FAILED; the message is sent again later
     */
    void send(AlertMessage message);
}
