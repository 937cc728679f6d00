package io.tillback.notice;

/** Port: somebody who wants to hear of restores. */
public interface Listener {
    Receiver receiver();

    /**
     * Tells of a restore; returns once the listener has acted on it, or has taken it over.
     *
     * @throws io.tillback.fault.RestoreException DELIVERY_FAILED; the notice is delivered again later
     */
    void tell(Notice notice);
}
