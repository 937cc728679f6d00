package io.tillback.web.faces;

import io.tillback.freeze.FreezeBook.Entry;
import io.tillback.freeze.FreezeBook.State;
import io.tillback.model.TableId;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is frozen now: asked once for each request, wherever a table is shown. */
@Named
@RequestScoped
public class FrozenTables {
    /** More than so many are counted, not told. */
    private static final int MOST_TOLD = 3;

    private static final int LOOKED_AT = 1000;

    private static final Map<State, String> STATES = new EnumMap<>(Map.of(
            State.IN_FORCE, "Read-only",
            State.UNGUARDED, "Does not hold",
            State.ENDED, "Over",
            State.LIFTED, "Lifted"));

    @Inject
    private Engine engine;

    private @Nullable List<Entry> on;

    private List<Entry> all() {
        if (on == null) {
            on = engine.freezes().list(LOOKED_AT).stream().filter(Entry::isOn).toList();
        }
        return on;
    }

    private List<Entry> of(Predicate<TableId> table) {
        return all().stream()
                .filter(entry -> table.test(entry.freeze().table()))
                .toList();
    }

    public List<Entry> of(TableId table) {
        return of(table::equals);
    }

    /** @param table as people read it */
    public List<Entry> named(String table) {
        return of(id -> id.toString().equals(table));
    }

    /** No more than a banner holds. */
    public List<Entry> told() {
        return all().stream().limit(MOST_TOLD).toList();
    }

    public long more() {
        return Math.max(0, all().size() - MOST_TOLD);
    }

    public String state(State state) {
        return STATES.getOrDefault(state, state.name());
    }
}
