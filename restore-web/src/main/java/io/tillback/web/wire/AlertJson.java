package io.tillback.web.wire;

import io.tillback.model.AlertCause.Maker;
import io.tillback.model.AlertCause.TableChange;
import io.tillback.model.AlertCause.Written;
import io.tillback.model.RestoreRequest;
import io.tillback.notice.Alert;
import io.tillback.notice.AlertBook;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Something that keeps the store from being brought back as it should be. */
@Schema(
        name = "Alert",
        requiredProperties = {
            "id",
            "kind",
            "state",
            "since",
            "raisedAt",
            "headline",
            "meaning",
            "nextStep",
            "deliveries"
        })
public record AlertJson(
        @Schema(example = "12") long id,

        @Schema(
                enumeration = {
                    "coverage-ended",
                    "shipping-failing",
                    "beat-stopped",
                    "slot-failed",
                    "large-transaction",
                    "new-value",
                    "turned-constant",
                    "new-operation",
                    "last-copy-expiring",
                    "notice-failing"
                })
        String kind,

        @Schema(
                description = "Closed once what it is about is over.",
                enumeration = {"open", "closed"})
        String state,

        @Schema(description = "The table that it is about, if it is about one.") @Nullable
        TableJson table,

        @Schema(
                description =
                        "The last moment that is covered or was kept, the first failure to ship, the slot's beginning, or when the transaction's first statement began.")
        Instant since,

        @Schema(description = "When it was over; absent while it is not, or where recording was switched off.")
        @Nullable
        Instant until,

        @Schema(description = "Why, as far as it is known.", example = "its triggers are gone") @Nullable
        String reason,

        @Schema(description = "The transaction that it is about, if it is about one.") @Nullable
        TransactionJson transaction,

        @Schema(description = "The value that it is about, if it is about one.") @Nullable
        ValueJson value,

        @Schema(description = "What has happened.", example = "Recording of shop.product ended")
        String headline,

        @Schema(description = "What it means for a restore.")
        String meaning,

        @Schema(description = "What to do now.") String nextStep,

        @Schema(description = "When it was noticed.") Instant raisedAt,

        @Schema(description = "When it was found to be over.") @Nullable
        Instant closedAt,

        @Schema(description = "Who has seen it.") @Nullable String acknowledgedBy,

        @Schema(description = "When it was seen.") @Nullable Instant acknowledgedAt,

        @Schema(description = "Of the last message that tells of it; none before there is one.")
        List<DeliveryJson> deliveries) {
    public static AlertJson of(AlertBook.Entry entry) {
        Alert alert = entry.alert();
        return new AlertJson(
                alert.number(),
                Words.of(alert.cause().kind()),
                alert.isOpen() ? "open" : "closed",
                alert.cause().findTable().map(TableJson::of).orElse(null),
                alert.since(),
                alert.until().orElse(null),
                alert.cause().findReason().orElse(null),
                alert.cause()
                        .findTransaction()
                        .flatMap(change -> alert.cause().findPlan().map(plan -> TransactionJson.of(change, plan)))
                        .orElse(null),
                alert.cause().findValue().map(ValueJson::of).orElse(null),
                alert.headline(),
                alert.meaning(),
                alert.nextStep(),
                alert.raisedAt(),
                alert.closedAt().orElse(null),
                alert.acknowledgement().map(Alert.Acknowledgement::by).orElse(null),
                alert.acknowledgement().map(Alert.Acknowledgement::at).orElse(null),
                entry.deliveries().stream().map(DeliveryJson::of).toList());
    }

    /** A value that was written to a column. */
    @Schema(
            name = "AlertValue",
            requiredProperties = {"column"})
    public record ValueJson(
            @Schema(example = "payout_type") String column,

            @Schema(description = "As the database prints it, its first 200 letters; absent for NULL.") @Nullable
            String value) {
        static ValueJson of(Written written) {
            return new ValueJson(written.column().value(), written.value().orElse(null));
        }
    }

    /** What a transaction did to a table. */
    @Schema(
            name = "AlertTransaction",
            requiredProperties = {"id", "changed", "inserted", "tableRows", "plan"})
    public record TransactionJson(
            @Schema(description = "The database's own number.", example = "734122")
            String id,

            @Schema(description = "Rows that it changed or deleted, each time.")
            long changed,

            @Schema(description = "Rows that came.") long inserted,

            @Schema(description = "How many rows the table had, about.")
            long tableRows,

            @Schema(description = "Whom the store had signed in.") @Nullable
            String actor,

            @Schema(description = "The store's request.") @Nullable
            String request,

            @Schema(description = "The store's release.") @Nullable
            String release,

            @Schema(description = "The database's role.") @Nullable
            String sessionUser,

            @Schema(description = "The session's application_name.") @Nullable
            String application,

            @Schema(description = "The address that the session came from.") @Nullable
            String client,

            @Schema(description = "What POST /plans takes to take it out.")
            RestoreRequestJson plan) {
        static TransactionJson of(TableChange change, RestoreRequest plan) {
            Maker maker = change.maker();
            return new TransactionJson(
                    change.transactionName(),
                    change.changed(),
                    change.inserted(),
                    change.tableRows(),
                    maker.actor().orElse(null),
                    maker.request().orElse(null),
                    maker.release().orElse(null),
                    maker.sessionUser().orElse(null),
                    maker.application().orElse(null),
                    maker.client().orElse(null),
                    RestoreRequestJson.of(plan));
        }
    }

    /** All alerts, and whether they reach anybody. */
    @Schema(
            name = "Alerts",
            requiredProperties = {"alerts", "failing"})
    public record ListJson(
            @Schema(description = "Open ones first, then the newest first.")
            List<AlertJson> alerts,

            @Schema(description = "Channels that fail at present.")
            List<FailingChannelJson> failing) {
        public static ListJson of(List<AlertBook.Entry> alerts, List<AlertBook.FailingChannel> failing) {
            return new ListJson(
                    alerts.stream().map(AlertJson::of).toList(),
                    failing.stream().map(FailingChannelJson::of).toList());
        }
    }

    /** A message on its way. */
    @Schema(
            name = "AlertDelivery",
            requiredProperties = {"channel", "attempts"})
    public record DeliveryJson(
            @Schema(enumeration = {"store", "webhook", "mail"})
            String channel,

            @Schema(description = "How often it was tried.") int attempts,

            @Schema(description = "Absent until it was delivered.") @Nullable
            Instant deliveredAt,

            @Schema(description = "Why the last attempt failed.") @Nullable
            String failure,

            @Schema(description = "Absent once it was delivered, or given up after three days.") @Nullable
            Instant nextAttemptAt) {
        static DeliveryJson of(AlertBook.Delivery delivery) {
            return new DeliveryJson(
                    Words.of(delivery.channel()),
                    delivery.attempts(),
                    delivery.deliveredAt().orElse(null),
                    delivery.failure().orElse(null),
                    delivery.nextAttemptAt().orElse(null));
        }
    }

    /** A channel by which nobody is reached. */
    @Schema(
            name = "FailingChannel",
            requiredProperties = {"channel", "waiting", "since", "failure"})
    public record FailingChannelJson(
            @Schema(enumeration = {"store", "webhook", "mail"})
            String channel,

            @Schema(description = "Messages that could not be delivered yet.")
            long waiting,

            @Schema(description = "When the oldest of them was made.")
            Instant since,

            @Schema(description = "Why.") String failure) {
        static FailingChannelJson of(AlertBook.FailingChannel failing) {
            return new FailingChannelJson(
                    Words.of(failing.channel()), failing.waiting(), failing.since(), failing.failure());
        }
    }
}
