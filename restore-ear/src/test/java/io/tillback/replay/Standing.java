package io.tillback.replay;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.replay.GapWitness.Fate;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells from the log in which rows the damage still stands: nobody has written its column since. */
final class Standing {
    private final Set<String> damaging;
    private final String key;
    private final Map<String, String> lastWriter = new HashMap<>();

    /**
     * @param changes of one table, in the order of their commits
     * @param plan that has seen no later ones than its gap says
     */
    Standing(List<WalChange> changes, JsonNode plan, Set<String> damaging, String key, String column) {
        this.damaging = Set.copyOf(damaging);
        this.key = key;
        Instant seen = Instant.parse(plan.at("/gap/to").asText());
        for (WalChange change : changes) {
            if (change.changes(column) && !change.committedAt().isAfter(seen)) {
                lastWriter.put(change.value(key), change.transaction());
            }
        }
    }

    boolean stands(WalChange change) {
        return damaging.contains(lastWriter.getOrDefault(change.value(key), ""));
    }

    /** Where transactions are taken out: theirs goes where it stands, everything else stays. */
    Fate fate(WalChange change) {
        return damaging.contains(change.transaction()) && stands(change) ? Fate.BROUGHT_BACK : Fate.KEPT;
    }
}
