package io.tillback.engine;

import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down in which order objects appear, and how many writes it took. */
final class RecordsAppearances extends ObjectStoreDecorator {
    private final List<String> appeared = new CopyOnWriteArrayList<>();
    private final List<String> written = new CopyOnWriteArrayList<>();

    RecordsAppearances(ObjectStore store) {
        super(store);
    }

    @Override
    void beforeWrite(ObjectKey key) {
        written.add(key.value());
    }

    @Override
    void beforeAppearing(ObjectKey key) {
        written.add(key.value());
        appeared.add(key.value());
    }

    List<String> appeared() {
        return appeared;
    }

    /** As {@link FailsAfter} counts them. */
    int writes() {
        return written.size();
    }
}
