package io.tillback.web.wire;

import io.tillback.notice.NoticeBook.Delivery;
import io.tillback.notice.NoticeBook.FailingReceiver;
import io.tillback.notice.NoticeBook.Sellers;
import io.tillback.notice.NoticeBook.Told;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Who was told of a restore. */
@Schema(
        name = "Told",
        requiredProperties = {"deliveries", "sellers", "sellersMailed", "sellersWithoutAddress"})
public record ToldJson(
        @Schema(
                description =
                        "The notice's id, the same for each delivery. Absent before the commit, and 90 days after.")
        @Nullable
        String delivery,

        @Schema(description = "One for the stores beside each server, one for the webhook if there is one.")
        List<DeliveryJson> deliveries,

        @Schema(description = "How many sellers have a notice of their own.")
        long sellers,

        @Schema(description = "To how many of them it was mailed.")
        long sellersMailed,

        @Schema(description = "To how many it could not be: the store holds no address that mail can be sent to.")
        long sellersWithoutAddress) {
    public static ToldJson of(Optional<Told> told) {
        return new ToldJson(
                told.map(Told::id).orElse(null),
                told.map(Told::deliveries).orElse(List.of()).stream()
                        .map(DeliveryJson::of)
                        .toList(),
                sellers(told).told(),
                sellers(told).mailed(),
                sellers(told).withoutAddress());
    }

    private static Sellers sellers(Optional<Told> told) {
        return told.map(Told::sellers).orElse(Sellers.NONE);
    }

    /** A notice on its way to one receiver. */
    @Schema(
            name = "NoticeDelivery",
            requiredProperties = {"channel", "attempts"})
    public record DeliveryJson(
            @Schema(enumeration = {"store", "webhook"}) String channel,

            @Schema(description = "The server whose stores they are; absent for the webhook.") @Nullable
            String server,

            @Schema(description = "How often it was tried.") int attempts,

            @Schema(description = "Absent until it was delivered.") @Nullable
            Instant deliveredAt,

            @Schema(description = "Why the last attempt that failed did.") @Nullable
            String failure,

            @Schema(description = "Absent once it was delivered.") @Nullable
            Instant nextAttemptAt) {
        static DeliveryJson of(Delivery delivery) {
            return new DeliveryJson(
                    Words.of(delivery.receiver().channel()),
                    named(delivery.receiver().name()),
                    delivery.attempts(),
                    delivery.deliveredAt().orElse(null),
                    delivery.failure().orElse(null),
                    delivery.nextAttemptAt().orElse(null));
        }
    }

    private static @Nullable String named(String name) {
        return name.isEmpty() ? null : name;
    }

    /** A receiver that cannot be told of restores. */
    @Schema(
            name = "FailingReceiver",
            requiredProperties = {"channel", "waiting", "since", "failure"})
    public record FailingReceiverJson(
            @Schema(enumeration = {"store", "webhook"}) String channel,

            @Schema(description = "The server whose stores they are; absent for the webhook.") @Nullable
            String server,

            @Schema(description = "Notices that could not be delivered yet.")
            long waiting,

            @Schema(description = "When the oldest of them was made.")
            Instant since,

            @Schema(description = "Why.") String failure) {
        public static FailingReceiverJson of(FailingReceiver failing) {
            return new FailingReceiverJson(
                    Words.of(failing.receiver().channel()),
                    named(failing.receiver().name()),
                    failing.waiting(),
                    failing.since(),
                    failing.failure());
        }
    }
}
