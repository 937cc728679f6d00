package io.tillback.journal;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import java.time.Instant;
import java.util.List;

/** Announces releases, each at a moment of its own, and finds them again. */
public final class Releases {
    private final Journal journal;
    private final ReleaseBook book;

    public Releases(Journal journal, ReleaseBook book) {
        this.journal = journal;
        this.book = book;
    }

    /**
     * Keeps a moment for a release, before the first change that it makes. A name that was announced before stays as it was.
     *
     * @throws RestoreException REQUEST_INVALID if it is no name
     */
    public Release announce(String name, String announcedBy, Instant now) {
        Release.requireName(name);
        return book.find(name).orElseGet(() -> book.keep(new Release(name, announcedBy, now, journal.beat())));
    }

    /** @throws RestoreException RELEASE_UNKNOWN */
    public Release load(String name) {
        return book.find(name)
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.RELEASE_UNKNOWN,
                        "Cannot find release " + name + ": none of that name was announced",
                        "Choose one of those that GET /releases lists; case and spaces count."));
    }

    /** The one announced last comes first. */
    public List<Release> list(int limit) {
        return book.list(limit);
    }
}
