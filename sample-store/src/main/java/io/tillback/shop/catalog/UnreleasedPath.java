package io.tillback.shop.catalog;

import jakarta.enterprise.context.ApplicationScoped;

/** Incident 2: a code path of a feature that is not released, and was deployed all the same. */
@ApplicationScoped
public class UnreleasedPath {

    private volatile boolean on;

    boolean isOn() {
        return on;
    }

    /** Deploys it. */
    public void deploy() {
        on = true;
    }

    /** Takes it out again: the fix. */
    public void remove() {
        on = false;
    }
}
