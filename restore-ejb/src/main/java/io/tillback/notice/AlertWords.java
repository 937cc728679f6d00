package io.tillback.notice;

import io.tillback.journal.Who;
import io.tillback.model.AlertCause;
import io.tillback.model.AlertCause.LastCopyExpiring;
import io.tillback.model.AlertCause.Maker;
import io.tillback.model.AlertCause.NewOperation;
import io.tillback.model.AlertCause.Run;
import io.tillback.model.AlertCause.TableChange;
import io.tillback.model.AlertCause.TurnedConstant;
import io.tillback.model.InWords;
import io.tillback.model.TableId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;

/** Alerts as an operator reads them. */
final class AlertWords {
    private static final String JOURNAL = "journal.xhtml";
    private static final int MOST_ALONG = 3;
    private static final String NOTHING = "Nothing needs to be done.";

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
                        slot -> "Tier " + slot.tier().folder() + " has no snapshot of " + slot.slot(),
                        large -> "A transaction " + did(large.change()) + " " + large.table(),
                        taken -> taken.change().table() + "." + taken.column()
                                + " took a value that it is not known to have had: " + shown(taken.value()),
                        constant -> constant.run()
                                        .map(run -> "All transactions since " + run.since() + " left ")
                                        .orElse("A transaction left ")
                                + constant.change().table() + "." + constant.column() + " the same in rows of "
                                + InWords.counted(constant.sellers(), "seller")
                                + constant.run().map(run -> " or more").orElse(""),
                        done -> "A transaction " + did(done) + ", as none is known to have done before",
                        last -> "The last copy of what a transaction changed of " + last.table()
                                + outlook(alert, last, " expires soon", " has expired", " is not needed any more"),
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
                        slot -> "Its slot that began then failed for good: " + slot.reason() + "."
                                + (alert.isOpen() ? "" : " A later slot of the tier was taken."),
                        large -> "Transaction " + large.change().transactionName() + " of " + alert.since()
                                + made(large.maker())
                                + ": the table had about " + InWords.rows(large.tableRows()) + "."
                                + takeable(alert),
                        taken -> "Transaction " + taken.change().transactionName() + " of " + alert.since()
                                + made(taken.change().maker()) + " wrote it first; " + InWords.rows(taken.rows())
                                + " had taken it when it was noticed. Later ones are not told." + takeable(alert),
                        constant -> constant.run()
                                .map(run -> meaning(alert, constant, run))
                                .orElseGet(() -> "Transaction "
                                        + constant.change().transactionName() + " of "
                                        + alert.since() + made(constant.change().maker()) + " "
                                        + did(constant.change()) + " the table and left " + shown(constant.value())
                                        + " where values had differed." + takeable(alert)),
                        done -> "Transaction " + done.change().transactionName() + " of " + alert.since()
                                + made(done.change().maker())
                                + " was the first to do that of its own accord. Later ones are"
                                + " not told." + along(done) + takeable(alert),
                        last -> "What transaction " + Long.toUnsignedString(last.transaction()) + " of " + alert.since()
                                + " changed of " + last.table() + " is in no snapshot and not in the journal from "
                                + last.expires() + " on.",
                        untold -> "Restores since " + alert.since()
                                + " are not known there: what it keeps copies of may be"
                                + " older than they are. Reason: " + untold.reason() + ".");
    }

    private static String meaning(Alert alert, TurnedConstant constant, Run run) {
        return InWords.counted(run.transactions(), "transaction") + " from " + run.since() + " on wrote nothing but "
                + shown(constant.value()) + " to the column, of " + InWords.rows(run.rows())
                + ", when it was noticed; usually values differ far sooner. The first is "
                + constant.change().transactionName() + made(constant.change().maker()) + "."
                + (alert.isOpen() ? " What they did can be taken out while the journal holds it." : "");
    }

    private static String outlook(Alert alert, LastCopyExpiring last, String soon, String expired, String notNeeded) {
        return alert.closedAt()
                .map(closed -> closed.isBefore(last.expires()) ? notNeeded : expired)
                .orElse(soon);
    }

    private static String takeable(Alert alert) {
        return alert.isOpen() ? " What it did can be taken out while the journal holds it." : "";
    }

    private static String shown(Optional<String> value) {
        return value.map(text -> "'" + text + "'").orElse("NULL");
    }

    private static String did(TableChange large) {
        if (large.inserted() <= 0) {
            return "changed " + InWords.rows(large.changed()) + " of";
        }
        return large.changed() == 0
                ? "inserted " + InWords.rows(large.inserted()) + " into"
                : "changed " + InWords.rows(large.changed()) + " and inserted " + InWords.rows(large.inserted())
                        + " of";
    }

    private static String did(NewOperation done) {
        String table = done.change().table().toString();
        return switch (done.operation()) {
            case DELETE -> "deleted " + InWords.rows(done.rows()) + " of " + table;
            case TRUNCATE -> "truncated " + table;
            case CHANGE_KEYS -> "changed the keys of " + InWords.rows(done.rows()) + " of " + table;
        };
    }

    private static String along(NewOperation done) {
        if (done.along().isEmpty()) {
            return "";
        }
        String told = done.along().stream()
                .limit(MOST_ALONG)
                .map(along -> InWords.rows(along.rows()) + " of " + along.table())
                .collect(Collectors.joining(", "));
        int more = done.along().size() - MOST_ALONG;
        return " It also deleted " + told
                + (more <= 0 ? "." : " and rows of " + InWords.counted(more, "more table") + ".");
    }

    private static String made(Maker maker) {
        return maker.sessionUser()
                .map(user -> " by "
                        + new Who(
                                        user,
                                        maker.application().orElse(""),
                                        maker.client(),
                                        maker.actor(),
                                        maker.request(),
                                        maker.release())
                                .inWords())
                .orElse("");
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
                                : NOTHING,
                        stopped -> alert.isOpen()
                                ? "See in the server's log why. The server, or its timers, may stand still."
                                : "Choose an instant before or after. If no server ran then, run one all the time.",
                        slot -> alert.isOpen()
                                ? "Mend the cause, then take a snapshot by hand: the tier's next slot is the next to be tried."
                                : NOTHING,
                        large -> takeOut(alert),
                        taken -> takeOut(alert)
                                + (alert.isOpen()
                                        ? " The console's page Changes finds all that wrote it, by column and value."
                                        : ""),
                        constant -> constant.run().isPresent() ? takeOutAll(alert) : takeOut(alert),
                        done -> takeOut(alert),
                        last -> outlook(
                                alert,
                                last,
                                "Plan to take it out before that, or acknowledge the alert of the transaction. Where more time"
                                        + " is needed, raise tillback.alert.large-transaction.held and restart.",
                                "It cannot be brought back any more.",
                                NOTHING),
                        untold -> alert.isOpen()
                                ? "See that it answers. Until then drop its copies by hand, or let it ask whether they are"
                                        + " older than the newest restore."
                                : NOTHING);
    }

    private static String takeOutAll(Alert alert) {
        return alert.isOpen()
                ? "If nobody meant that, see that it stops, then plan to take out all that wrote the value since: the console's"
                        + " page Changes finds them, by column and value. If somebody did, acknowledge this alert."
                : takeOut(alert);
    }

    private static String takeOut(Alert alert) {
        if (alert.isOpen()) {
            return "If nobody meant that, plan to take it out: what others have changed since stays. If somebody did,"
                    + " acknowledge this alert.";
        }
        return alert.acknowledgement().isPresent()
                ? NOTHING
                : "The journal does not hold it any more: if nobody meant it, restore from a snapshot of before.";
    }

    /** An address relative to the console's. */
    static String page(Alert alert) {
        return alert.cause()
                .match(
                        ended -> JOURNAL,
                        failing -> JOURNAL,
                        stopped -> JOURNAL,
                        slot -> "snapshots.xhtml",
                        large -> planWithout(large.change()),
                        taken -> planWithout(taken.change()),
                        constant -> constant.run()
                                .map(run -> changes(constant, run))
                                .orElseGet(() -> planWithout(constant.change())),
                        done -> planWithout(done.change()) + (done.along().isEmpty() ? "" : "&dependents=follow"),
                        last -> "restore.xhtml?without=" + Long.toUnsignedString(last.transaction())
                                + "&schema=" + encoded(last.table().schema())
                                + "&table=" + encoded(last.table().name()),
                        untold -> "restores.xhtml");
    }

    private static String planWithout(TableChange change) {
        return "restore.xhtml?without=" + change.transactionName()
                + "&schema=" + encoded(change.table().schema())
                + "&table=" + encoded(change.table().name())
                + (change.inserted() > 0 ? "&added=remove" : "");
    }

    /** All that wrote the value since, where it is not cut. */
    private static String changes(TurnedConstant constant, Run run) {
        TableId table = constant.change().table();
        String value = constant.value()
                .map(text -> text.codePointCount(0, text.length()) > AlertCause.SHOWN
                        ? ""
                        : "&after=IS&value=" + encoded(text))
                .orElse("&after=IS_NULL");
        return "changes.xhtml?table=" + encoded(table.schema().length() + "." + table) + "&column="
                + encoded(constant.column().value()) + value + "&from=" + run.since();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
