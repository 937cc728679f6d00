package io.tillback.notice;

/** Port: mails one notice to one seller. */
@FunctionalInterface
public interface SellerMailer {
    /**
     * @param address one, with nothing that a header could be ended by
     * @throws io.tillback.fault.RestoreException DELIVERY_FAILED; the notice is mailed again later
     */
    void mail(String address, SellerNotice notice);
}
