package io.tillback.notice;

/** Port: somebody in the store who wants to hear of restores. */
public interface Listener {
    /**
     * Tells of a restore; returns once the listener has acted on it.
     *
     * @throws io.tillback.fault.RestoreException DELIVERY_FAILED; the notice is delivered again later
     */
    void tell(Notice notice);
}
