package io.tillback.notice;

import io.tillback.fault.RestoreException;
import io.tillback.notice.SellerMails.Attempt;
import java.util.Optional;

/** Mails sellers their notices. One that fails waits longer each time, and the others go on. */
public final class SellerCourier {
    private static final int ROUND = 100;

    private final SellerMails mails;
    private final SellerMailer mailer;

    public SellerCourier(SellerMails mails, SellerMailer mailer) {
        this.mails = mails;
        this.mailer = mailer;
    }

    /** @param attempt that failed */
    public record Failure(Attempt attempt, String reason) {}

    /**
     * Mails what is due, until one fails: a mail server that is down is not asked for every seller at once.
     *
     * @return what failed
     */
    public Optional<Failure> deliver() {
        for (int i = 0; i < ROUND; i++) {
            Optional<Attempt> due = mails.findDue();
            if (due.isEmpty()) {
                return Optional.empty();
            }
            Optional<Failure> failure = attempt(due.get());
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    private Optional<Failure> attempt(Attempt attempt) {
        try {
            mailer.mail(attempt.address(), attempt.notice());
        } catch (RestoreException e) {
            mails.markFailed(attempt, e.fact());
            return Optional.of(new Failure(attempt, e.fact()));
        }
        mails.markDelivered(attempt);
        return Optional.empty();
    }
}
