package io.tillback.journal;

import java.util.List;
import java.util.Optional;

/** Port: the releases that were announced. */
public interface ReleaseBook {
    /** @return the one that is kept by this name: another, if somebody announced it before */
    Release keep(Release announced);

    Optional<Release> find(String name);

    /**
     * The one announced last comes first.
     *
     * @param limit how many at most
     */
    List<Release> list(int limit);
}
