package io.tillback.web.wire;

import io.tillback.model.PlanId;
import io.tillback.model.RestoreTarget;
import io.tillback.plan.Drift;
import io.tillback.plan.ForeignKeyEffect;
import io.tillback.plan.Plan;
import io.tillback.plan.PlanSummary;
import io.tillback.plan.TablePlan;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a restore would do, and what accepting it costs. */
@Schema(
        name = "Plan",
        requiredProperties = {
            "id",
            "state",
            "principal",
            "targetAt",
            "seenAt",
            "tables",
            "foreignKeys",
            "drift",
            "gap",
            "rowsToWrite",
            "blocked",
            "fingerprint",
            "href"
        })
public record PlanJson(
        @Schema(example = "p4k8m2xq") String id,

        @Schema(enumeration = {"ready", "applying", "partly-applied", "applied", "expired"})
        String state,

        @Schema(description = "Who asked.") String principal,

        @Schema(description = "The plan in whose place it was made; GET difference tells what differs.") @Nullable
        String replaces,

        @Schema(description = "The moment whose state comes back.")
        Instant targetAt,

        @Schema(description = "When the live rows were looked at.")
        Instant seenAt,

        @Schema List<TablePlanJson> tables,

        @Schema(description = "The foreign keys that the plan touches.")
        List<ForeignKeyEffectJson> foreignKeys,

        @Schema(description = "What was built otherwise then, and what the plan makes of it.")
        List<DriftJson> drift,

        @Schema DataGapJson gap,
        @Schema long rowsToWrite,

        @Schema(description = "A foreign key stands in the way: it cannot be applied as it is.")
        boolean blocked,

        @Schema(description = "Identifies rows and request; named when the plan is applied.")
        String fingerprint,

        @Schema String href) {
    public static PlanJson of(Plan plan, PlanSummary summary, Links links) {
        return new PlanJson(
                plan.id().value(),
                Words.of(summary.state()),
                summary.principal(),
                summary.replaces().map(PlanId::value).orElse(null),
                plan.targetAt(),
                plan.seenAt(),
                plan.tables().stream().map(TablePlanJson::of).toList(),
                plan.foreignKeys().stream()
                        .map(effect ->
                                ForeignKeyEffectJson.of(effect, plan.request().target()))
                        .toList(),
                plan.drift().stream().map(DriftJson::of).toList(),
                DataGapJson.of(plan.gap()),
                plan.rowsToWrite(),
                !plan.blockers().isEmpty(),
                plan.fingerprint(),
                links.plan(plan.id()));
    }

    /** One table of a plan. */
    @Schema(
            name = "TablePlan",
            requiredProperties = {"schema", "name", "key", "columns", "counts", "reason", "owners"})
    public record TablePlanJson(
            @Schema String schema,
            @Schema String name,
            @Schema List<String> key,

            @Schema(description = "The columns that are compared and written, key included.")
            List<String> columns,

            @Schema CountsJson counts,

            @Schema(
                    description = "Why the table is in the plan: it was asked for, or foreign keys led to it.",
                    enumeration = {"requested", "followed"})
            String reason,

            @Schema(
                    description = "Whether each row is marked with its seller: 'unknown' where no path is configured.",
                    enumeration = {"unknown", "marked"})
            String owners,

            @Schema(
                    description = "The SQL that creates the table again, in order: what rows need, and after they are "
                            + "written keys, indexes, triggers and grants. Absent unless the table is gone.")
            @Nullable
            List<String> rebuild) {
        static TablePlanJson of(TablePlan table) {
            return new TablePlanJson(
                    table.table().schema(),
                    table.table().name(),
                    Names.texts(table.key()),
                    Names.texts(table.columns()),
                    CountsJson.of(table.counts()),
                    Words.of(table.reason()),
                    Words.of(table.owners()),
                    rebuild(table));
        }

        private static @Nullable List<String> rebuild(TablePlan table) {
            return table.isRebuilt()
                    ? Stream.concat(table.rebuild().first().stream(), table.rebuild().last().stream())
                            .toList()
                    : null;
        }
    }

    /** Every row in scope falls under exactly one of these. */
    @Schema(
            name = "RowCounts",
            requiredProperties = {"create", "change", "remove", "leaveEqual", "leaveDifferent", "outside"})
    public record CountsJson(
            @Schema(description = "Exist at the target only, and come back.")
            long create,

            @Schema(description = "Exist on both sides with other values, and are set back.")
            long change,

            @Schema(description = "Exist now only, and go.") long remove,

            @Schema(description = "The same on both sides.") long leaveEqual,

            @Schema(description = "Differ and stay, because the policy or an edit made since says so.")
            long leaveDifferent,

            @Schema(description = "Differ too, but the request's rows leave them out.")
            long outside) {
        static CountsJson of(TablePlan.RowCounts counts) {
            return new CountsJson(
                    counts.create(),
                    counts.change(),
                    counts.remove(),
                    counts.leaveEqual(),
                    counts.leaveDifferent(),
                    counts.outside());
        }
    }

    /** A foreign key that the plan touches. */
    @Schema(
            name = "ForeignKeyEffect",
            requiredProperties = {"foreignKey", "danglingDependents", "missingParents", "blocks"})
    public record ForeignKeyEffectJson(
            @Schema StoreJson.ForeignKeyJson foreignKey,

            @Schema(description = "Rows outside the plan that refer to rows it would remove.")
            long danglingDependents,

            @Schema(description = "Rows it would write that refer to rows that would not exist.")
            long missingParents,

            @Schema(description = "Why nobody could count; such a key blocks, for it may cascade.") @Nullable
            String uncounted,

            @Schema boolean blocks,

            @Schema(description = "What stands in the way, in a clause; present exactly when it blocks.") @Nullable
            String fact,

            @Schema(description = "What to do about it; present exactly when it blocks.") @Nullable
            String hint) {
        static ForeignKeyEffectJson of(ForeignKeyEffect effect, RestoreTarget target) {
            return new ForeignKeyEffectJson(
                    StoreJson.ForeignKeyJson.of(effect.foreignKey()),
                    effect.danglingDependents(),
                    effect.missingParents(),
                    effect.uncounted().orElse(null),
                    effect.blocks(),
                    effect.blocks() ? effect.describe() : null,
                    effect.blocks() ? effect.hint(target) : null);
        }
    }

    /** A difference between then and now. */
    @Schema(
            name = "Drift",
            requiredProperties = {"table", "kind", "answer"})
    public record DriftJson(
            @Schema(description = "As it is called now.") TableJson table,

            @Schema(
                    enumeration = {
                        "table-renamed",
                        "table-dropped",
                        "table-partitioned",
                        "key-changed",
                        "column-added",
                        "column-dropped",
                        "column-retyped",
                        "column-mapped",
                        "values-unfit"
                    })
            String kind,

            @Schema(description = "The fact, then what the plan does, in full sentences.")
            String answer) {
        static DriftJson of(Drift drift) {
            return new DriftJson(TableJson.of(drift.table()), Words.of(drift.kind()), drift.answer());
        }
    }

    /** A plan in a list. */
    @Schema(
            name = "PlanSummary",
            requiredProperties = {"id", "state", "principal", "targetAt", "seenAt", "tables", "rowsToWrite", "href"})
    public record SummaryJson(
            @Schema String id,

            @Schema(enumeration = {"ready", "applying", "partly-applied", "applied", "expired"})
            String state,

            @Schema String principal,

            @Schema(description = "The plan in whose place it was made.") @Nullable
            String replaces,

            @Schema Instant targetAt,
            @Schema Instant seenAt,
            @Schema List<TableJson> tables,
            @Schema long rowsToWrite,
            @Schema String href) {
        static SummaryJson of(PlanSummary plan, Links links) {
            return new SummaryJson(
                    plan.id().value(),
                    Words.of(plan.state()),
                    plan.principal(),
                    plan.replaces().map(PlanId::value).orElse(null),
                    plan.targetAt(),
                    plan.seenAt(),
                    plan.tables().stream().map(TableJson::of).toList(),
                    plan.rowsToWrite(),
                    links.plan(plan.id()));
        }
    }

    /** Plans, newest first. */
    @Schema(
            name = "Plans",
            requiredProperties = {"plans"})
    public record ListJson(
            @Schema(description = "Newest first, at most 200.")
            List<SummaryJson> plans) {
        public static ListJson of(List<PlanSummary> plans, Links links) {
            return new ListJson(
                    plans.stream().map(plan -> SummaryJson.of(plan, links)).toList());
        }
    }
}
