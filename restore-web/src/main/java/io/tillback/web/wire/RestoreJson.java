package io.tillback.web.wire;

import io.tillback.apply.Restore;
import io.tillback.model.RestoreId;
import io.tillback.notice.NoticeBook.FailingReceiver;
import io.tillback.plan.AcceptancePolicy.ByRule;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One apply of one plan, and what became of it. */
@Schema(
        name = "Restore",
        requiredProperties = {
            "id",
            "plan",
            "planHref",
            "part",
            "acceptedBy",
            "comment",
            "gapHash",
            "approvals",
            "startedAt",
            "outcome",
            "href"
        })
public record RestoreJson(
        @Schema(example = "r7k2m9xq") String id,
        @Schema String plan,
        @Schema String planHref,

        @Schema AppliedPartJson part,
        @Schema(description = "Who applied it.") String acceptedBy,
        @Schema String comment,

        @Schema(description = "The data gap that was accepted.")
        String gapHash,

        @Schema(description = "The rule that accepted it; absent if the operator named the gap.") @Nullable
        String acceptedByRule,

        @Schema(description = "By others; those that counted when it was begun.")
        List<ApprovalJson> approvals,

        @Schema(description = "When the gap was accepted, and the apply begun.")
        Instant startedAt,

        @Schema @Nullable Instant finishedAt,

        @Schema(
                description = "'unknown': the commit's answer was lost; it is looked up, never repeated.",
                enumeration = {"running", "committed", "rolled-back", "unknown"})
        String outcome,

        @Schema(description = "The database's number of the transaction that wrote; absent before there is one.")
        @Nullable
        String transaction,

        @Schema(description = "What was verified before the commit.") @Nullable
        ProofJson proof,

        @Schema(description = "The earlier restore that this one takes back.") @Nullable
        String takesBack,

        @Schema String href) {
    public static RestoreJson of(Restore restore, Links links) {
        return new RestoreJson(
                restore.id().value(),
                restore.plan().value(),
                links.plan(restore.plan()),
                AppliedPartJson.of(restore.part()),
                restore.acceptedBy(),
                restore.comment(),
                restore.accepted().gapHash(),
                restore.accepted().rule().map(ByRule::word).orElse(null),
                restore.accepted().approvals().stream().map(ApprovalJson::of).toList(),
                restore.startedAt(),
                restore.finishedAt().orElse(null),
                Words.of(restore.outcome()),
                restore.transaction().orElse(null),
                restore.proof().map(ProofJson::of).orElse(null),
                restore.takesBack().map(RestoreId::value).orElse(null),
                links.restore(restore.id()));
    }

    /** What was verified. */
    @Schema(
            name = "Proof",
            requiredProperties = {"rowsPlanned", "rowsVerified", "tables"})
    public record ProofJson(
            @Schema long rowsPlanned,
            @Schema long rowsVerified,
            @Schema List<TableProofJson> tables) {
        static ProofJson of(Restore.Proof proof) {
            return new ProofJson(
                    proof.rowsPlanned(),
                    proof.rowsVerified(),
                    proof.tables().stream().map(TableProofJson::of).toList());
        }
    }

    /** One table's proof. */
    @Schema(
            name = "TableProof",
            requiredProperties = {"schema", "name", "created", "changed", "removed", "planned", "verified"})
    public record TableProofJson(
            @Schema String schema,
            @Schema String name,
            @Schema long created,
            @Schema long changed,
            @Schema long removed,
            @Schema long planned,

            @Schema(description = "Rows that are as planned, to the byte or by hash, and removed rows that are gone.")
            long verified) {
        static TableProofJson of(Restore.TableProof proof) {
            return new TableProofJson(
                    proof.table().schema(),
                    proof.table().name(),
                    proof.created(),
                    proof.changed(),
                    proof.removed(),
                    proof.planned(),
                    proof.verified());
        }
    }

    /** Restores, newest first. */
    @Schema(
            name = "Restores",
            requiredProperties = {"restores", "failing"})
    public record ListJson(
            @Schema(description = "Newest first, at most 200.")
            List<RestoreJson> restores,

            @Schema(description = "Whoever cannot be told of restores at present.")
            List<ToldJson.FailingReceiverJson> failing) {
        public static ListJson of(List<Restore> restores, List<FailingReceiver> failing, Links links) {
            return new ListJson(
                    restores.stream()
                            .map(restore -> RestoreJson.of(restore, links))
                            .toList(),
                    failing.stream().map(ToldJson.FailingReceiverJson::of).toList());
        }
    }
}
