package io.tillback.notice;

import io.tillback.model.AlertCause;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that keeps the store from being brought back as it should be, told once.
 *
 * @param number grows with every alert
 * @param since from when on, as the cause means it: the last moment that is covered or was kept, the first failure
 * @param until when it was over; empty while it is not, or if that is not known
 * @param closedAt when it was found to be over; empty while the alert is open
 * @param acknowledgement who has seen it
 */
public record Alert(
        long number,
        AlertCause cause,
        Instant since,
        Optional<Instant> until,
        Instant raisedAt,
        Optional<Instant> closedAt,
        Optional<Acknowledgement> acknowledgement) {
    /** @param by the user who has seen the alert */
    public record Acknowledgement(String by, Instant at) {}

    public boolean isOpen() {
        return closedAt.isEmpty();
    }

    /** What has happened, in some words, without a full stop. */
    public String headline() {
        return AlertWords.headline(this);
    }

    /** What it means for a restore, in full sentences. */
    public String meaning() {
        return AlertWords.meaning(this);
    }

    /** Where the console shows more of it, or lets something be done: relative to the console's address. */
    public String page() {
        return AlertWords.page(this);
    }

    /** What to do now, in full sentences. */
    public String nextStep() {
        return AlertWords.nextStep(this);
    }
}
