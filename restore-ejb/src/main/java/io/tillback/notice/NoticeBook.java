package io.tillback.notice;

import io.tillback.model.RestoreId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Port: what became of telling of restores. */
public interface NoticeBook {
    /** What became of telling of one restore; none before its commit, nor once it is forgotten. */
    Optional<Told> find(RestoreId restore);

    /** The receivers that cannot be reached at present. */
    List<FailingReceiver> listFailing();

    /** Raises an alert where notices could not be delivered for so long, and closes those that are over. */
    void watch(Duration longest);

    /** Forgets notices that were made before. */
    void forgetBefore(Instant oldest);

    /**
     * @param id of the notice
     * @param deliveries one for each receiver that it was addressed to
     * @param sellers who have a notice of their own
     */
    record Told(String id, Instant createdAt, List<Delivery> deliveries, Sellers sellers) {
        public Told {
            deliveries = List.copyOf(deliveries);
        }
    }

    /**
     * Sellers with a notice of a restore, counted.
     *
     * @param mailed to whom it was mailed
     * @param withoutAddress to whom it could not be, for want of one
     */
    record Sellers(long told, long mailed, long withoutAddress) {
        public static final Sellers NONE = new Sellers(0, 0, 0);
    }

    /**
     * A notice on its way to one receiver.
     *
     * @param failure why the last attempt failed
     * @param nextAttemptAt empty once it was delivered
     */
    record Delivery(
            Receiver receiver,
            int attempts,
            Optional<Instant> deliveredAt,
            Optional<String> failure,
            Optional<Instant> nextAttemptAt) {}

    /**
     * @param waiting notices that could not be delivered yet
     * @param since when the oldest of them was made
     * @param failure why the newest of them failed last
     */
    record FailingReceiver(Receiver receiver, long waiting, Instant since, String failure) {}
}
