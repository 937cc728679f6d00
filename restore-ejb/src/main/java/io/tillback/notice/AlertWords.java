package io.tillback.notice;

import java.time.Instant;

/** Alerts as an operator reads them. */
final class AlertWords {
    private AlertWords() {}

    static String headline(Alert alert) {
        return alert.cause()
                .match(
                        ended -> alert.until().isEmpty()
                                ? "Recording of " + ended.table() + " ended"
                                : "Recording of " + ended.table() + " had ended and began anew",
                        failing -> alert.isOpen()
                                ? "The journal cannot be shipped"
                                : "The journal could not be shipped for a while",
                        stopped -> alert.isOpen() ? "No moments are kept" : "No moments were kept for a while",
                        untold -> alert.isOpen()
                                ? "Restores cannot be told to " + untold.receiver()
                                : "Restores could not be told to " + untold.receiver() + " for a while");
    }

    static String meaning(Alert alert) {
        return alert.cause()
                .match(
                        ended -> "Moments of " + ended.table() + " from " + alert.since() + end(alert)
                                + " cannot be restored exactly: " + ended.reason() + "." + after(alert),
                        failing -> lost(
                                        alert,
                                        failing.shippedUntil()
                                                .map(Instant::toString)
                                                .orElse("the beginning")) + " Reason: " + failing.reason() + ".",
                        stopped -> "No instant from " + alert.since() + end(alert)
                                + " can be restored to. What changed then was recorded all the same.",
                        untold -> "Restores since " + alert.since()
                                + " are not known there: what it keeps copies of may be"
                                + " older than they are. Reason: " + untold.reason() + ".");
    }

    private static String end(Alert alert) {
        return alert.until().map(until -> " to " + until).orElse(" on");
    }

    private static String after(Alert alert) {
        return alert.until().map(until -> " Those from " + until + " on can.").orElse("");
    }

    private static String lost(Alert alert, String shipped) {
        return alert.isOpen()
                ? "If the database were lost now, what changed since " + shipped
                        + " would be lost with it; its records pile up on the database's disk."
                : "What had piled up since " + alert.since() + " was shipped, or need not be any more.";
    }

    static String nextStep(Alert alert) {
        return alert.cause()
                .match(
                        ended -> alert.isOpen()
                                ? "Recording begins anew by itself as soon as it can; the console's page Journal says why it"
                                        + " cannot. Until then only snapshots know this table: take one now."
                                : "Find out who did this and when. For a moment in between, restore from the next"
                                        + " snapshot, which has less; take a full one now.",
                        failing -> alert.isOpen()
                                ? "See that the bucket can be written to, and that the database's disk has room."
                                : "Nothing needs to be done.",
                        stopped -> alert.isOpen()
                                ? "See in the server's log why. The server, or its timers, may stand still."
                                : "Choose an instant before or after. If no server ran then, run one all the time.",
                        untold -> alert.isOpen()
                                ? "See that it answers. Until then drop its copies by hand, or let it ask whether they are"
                                        + " older than the newest restore."
                                : "Nothing needs to be done.");
    }
}
