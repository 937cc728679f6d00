package io.tillback.web.wire;

import io.tillback.notice.SellerNotice;
import io.tillback.notice.SellerNotice.OwnChanges;
import io.tillback.notice.SellerNotice.OwnRows;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What the seller who asks is told of one restore. */
@Schema(
        name = "SellerNotice",
        requiredProperties = {"id", "at", "targetAt", "what", "advice", "rowsKept", "tables"})
public record SellerNoticeJson(
        @Schema(example = "0f8fad5b-d9cb-469f-a165-70867728950e")
        String id,

        @Schema(description = "When it happened.") Instant at,

        @Schema(description = "The moment whose state came back.")
        Instant targetAt,

        @Schema(
                description = "'taken-back': an earlier restore was taken back.",
                enumeration = {"restored", "taken-back"})
        String what,

        @Schema(description = "What the seller can still do: in the operator's words, if there are any.")
        String advice,

        @Schema(description = "Whether the rows can still be read. They are kept for some time; the figures stay.")
        boolean rowsKept,

        @Schema(description = "Those that hold rows of the seller's.")
        List<OwnTableJson> tables) {
    public static SellerNoticeJson of(SellerNotice notice) {
        return new SellerNoticeJson(
                notice.id(),
                notice.at(),
                notice.targetAt(),
                notice.takesBack().isPresent() ? "taken-back" : "restored",
                notice.advice(),
                notice.rows() == SellerNotice.Rows.KEPT,
                notice.tables().stream().map(OwnTableJson::of).toList());
    }

    /** The seller's rows of one table, counted. */
    @Schema(
            name = "OwnTable",
            requiredProperties = {"table", "created", "changed", "removed", "kept"})
    public record OwnTableJson(
            @Schema TableJson table,

            @Schema(description = "Rows that came back. Also one that had been given to another seller since.")
            long created,

            @Schema(description = "Rows that were set back.")
            long changed,

            @Schema(description = "Rows that went. Also one that goes back to the seller who had it.")
            long removed,

            @Schema(description = "Rows that differ from that moment and stayed as they are.")
            long kept,

            @Schema(description = "Changes taken back on purpose; absent where not every change was recorded.")
            @Nullable
            Long broughtBack,

            @Schema(description = "Other changes that are lost; absent where not every change was recorded.") @Nullable
            Long lost) {
        static OwnTableJson of(OwnRows own) {
            return new OwnTableJson(
                    TableJson.of(own.table()),
                    own.created(),
                    own.changed(),
                    own.removed(),
                    own.kept(),
                    own.changes().map(OwnChanges::broughtBack).orElse(null),
                    own.changes().map(OwnChanges::lost).orElse(null));
        }
    }

    /** A seller's notices. */
    @Schema(
            name = "SellerNotices",
            requiredProperties = {"notices"})
    public record ListJson(
            @Schema(description = "Newest first, at most 200.")
            List<SellerNoticeJson> notices) {
        public static ListJson of(List<SellerNotice> notices) {
            return new ListJson(notices.stream().map(SellerNoticeJson::of).toList());
        }
    }
}
