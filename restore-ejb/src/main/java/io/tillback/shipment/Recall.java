package io.tillback.shipment;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What somebody had brought back into the journal from the object store, for a while.
 *
 * @param since records from then on are not dropped as long as it lasts
 * @param until when it ends by itself
 * @param askedBy who asked for it
 * @param problems what could not be brought back, each with the reason; none as long as it is being done
 */
public record Recall(long number, Instant since, Instant until, String askedBy, List<String> problems) {
    public Recall {
        problems = List.copyOf(problems);
    }

    /** From when on records are kept while some recalls last. */
    public static Instant oldest(List<Recall> lasting, Instant usual) {
        return lasting.stream()
                .map(Recall::since)
                .filter(usual::isAfter)
                .min(Comparator.naturalOrder())
                .orElse(usual);
    }
}
