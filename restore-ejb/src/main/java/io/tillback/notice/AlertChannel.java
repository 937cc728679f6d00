package io.tillback.notice;

/** A way to tell of alerts. */
public enum AlertChannel {
    /** The stores in the same server, as a CDI event. */
    STORE,
    WEBHOOK,
    MAIL
}
