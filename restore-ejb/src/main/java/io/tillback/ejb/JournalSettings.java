package io.tillback.ejb;

import io.tillback.model.OnFailure;
import io.tillback.model.Protection.TableNames;
import io.tillback.model.TableId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How changes are recorded.
 *
 * @param beat from one kept moment to the next
 * @param segment how much time goes into one piece of what is recorded
 * @param kept how far back moments are kept, and what was recorded since
 * @param ship from one shipment to the next; empty if what was recorded stays in the database only
 * @param shipped how long shipments are kept, where that is longer than what they hold
 * @param mayBreak tables whose writes go on when they cannot be recorded, at the price of coverage
 */
public record JournalSettings(
        Switch recording,
        Duration beat,
        Duration segment,
        Duration kept,
        Optional<Duration> ship,
        Duration shipped,
        List<TableNames> mayBreak) {
    /** Whether row changes are recorded. */
    public enum Switch {
        OFF,
        ON
    }

    OnFailure onFailure(TableId table) {
        return mayBreak.stream().anyMatch(names -> names.match(table))
                ? OnFailure.BREAK_COVERAGE
                : OnFailure.FAIL_THE_WRITE;
    }
}
