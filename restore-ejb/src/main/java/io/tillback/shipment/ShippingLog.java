package io.tillback.shipment;

import io.tillback.model.Moment;
import io.tillback.model.ShipmentId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Port: how far the journal was shipped, in the store's own database. What was not shipped is not dropped, as long as
 * shipping is switched on.
 */
public interface ShippingLog {
    /** Keeps records until they were shipped. */
    void switchOn();

    /** Lets records be dropped that were never shipped; the next shipment begins a new chain. */
    void switchOff();

    /**
     * Takes the next turn.
     *
     * @param interval that has to have passed since the last shipment
     * @return empty if it has not, another server is at it, or shipping is switched off
     */
    Optional<Turn> findTurn(Duration interval);

    /** Notes that a shipment failed. */
    void fail(String reason);

    /** @return empty if shipping is switched off */
    Optional<Standing> findStanding();

    /**
     * The last shipment.
     *
     * @param incarnation of the database that it is of
     * @param built digest of how the tables were built
     * @param companions numbers of those that its view saw
     */
    record Last(ShipmentId id, String incarnation, Moment moment, String built, Set<Integer> companions) {
        public Last {
            companions = Set.copyOf(companions);
        }
    }

    /**
     * How shipping gets on.
     *
     * @param moment everything before which was shipped
     * @param failure why nothing was shipped since
     */
    record Standing(Optional<Moment> moment, Optional<Failure> failure) {}

    /** @param since when the first attempt after the last shipment failed */
    record Failure(Instant since, String reason) {}

    /** The right to ship, which ends with the connection that holds it. */
    interface Turn extends AutoCloseable {
        Optional<Last> last();

        /** @throws io.tillback.fault.RestoreException DATABASE_UNAVAILABLE if the right was lost */
        void requireOwn();

        /** Notes a shipment whose manifest was written, and ends the turn. */
        void end(Last shipped);

        @Override
        void close();
    }
}
