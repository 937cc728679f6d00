package io.tillback.web.faces;

import io.tillback.ejb.Acceptances;
import io.tillback.ejb.Alerts;
import io.tillback.ejb.Changes;
import io.tillback.ejb.Freezes;
import io.tillback.ejb.Jobs;
import io.tillback.ejb.Journals;
import io.tillback.ejb.MyNotices;
import io.tillback.ejb.Notices;
import io.tillback.ejb.Purges;
import io.tillback.ejb.Recalls;
import io.tillback.ejb.ReleaseNotes;
import io.tillback.ejb.Restores;
import io.tillback.ejb.Snapshots;
import io.tillback.ejb.Store;
import io.tillback.ejb.Tiers;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The engine's facades in one injectable place.
 *
 * <p>Beans of a view live in the session and may be written to disk: they can hold this bean's proxy, not an EJB's.
 */
@ApplicationScoped
@SuppressWarnings("NullAway.Init") // The container sets the fields.
public class Engine {
    @EJB
    private Snapshots snapshots;

    @EJB
    private Restores restores;

    @EJB
    private Acceptances acceptances;

    @EJB
    private Jobs jobs;

    @EJB
    private Store store;

    @EJB
    private Tiers tiers;

    @EJB
    private Purges purges;

    @EJB
    private Journals journals;

    @EJB
    private Alerts alerts;

    @EJB
    private Recalls recalls;

    @EJB
    private Freezes freezes;

    @EJB
    private Changes changes;

    @EJB
    private ReleaseNotes releaseNotes;

    @EJB
    private Notices notices;

    @EJB
    private MyNotices myNotices;

    public Snapshots snapshots() {
        return snapshots;
    }

    public Notices notices() {
        return notices;
    }

    public MyNotices myNotices() {
        return myNotices;
    }

    public Restores restores() {
        return restores;
    }

    public Acceptances acceptances() {
        return acceptances;
    }

    public Jobs jobs() {
        return jobs;
    }

    public Store store() {
        return store;
    }

    public Tiers tiers() {
        return tiers;
    }

    public Purges purges() {
        return purges;
    }

    public Journals journals() {
        return journals;
    }

    public Alerts alerts() {
        return alerts;
    }

    public Recalls recalls() {
        return recalls;
    }

    public Freezes freezes() {
        return freezes;
    }

    public Changes changes() {
        return changes;
    }

    public ReleaseNotes releaseNotes() {
        return releaseNotes;
    }
}
