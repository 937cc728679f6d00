package io.tillback.ejb;

import io.tillback.journal.Release;
import jakarta.ejb.Local;
import java.util.List;

/** Releases of the store, as they were announced. */
@Local
public interface ReleaseNotes {
    /** Keeps a moment for a release; a name that was announced before stays as it was. */
    Release announce(String name);

    /** The one announced last comes first; at most 500. */
    List<Release> list();
}
