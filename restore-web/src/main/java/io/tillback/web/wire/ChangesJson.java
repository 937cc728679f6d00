package io.tillback.web.wire;

import io.tillback.model.ChangeCriteria;
import io.tillback.model.ChangesBy;
import io.tillback.plan.ChangeGroup;
import io.tillback.plan.Plan;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What the changes since a plan's target have in common. */
@Schema(
        name = "PlanChanges",
        requiredProperties = {"by", "groups"})
public record ChangesJson(
        @Schema(enumeration = {"seller", "actor", "release", "transaction", "minute"})
        String by,

        @Schema(
                description =
                        "Most lost first, at most 10,000; empty where the journal does not hold every change since"
                                + " the plan's target.")
        List<ChangeGroupJson> groups) {
    public static ChangesJson of(Plan plan, ChangesBy by, List<ChangeGroup> groups) {
        return new ChangesJson(
                Words.of(by),
                groups.stream()
                        .map(group -> ChangeGroupJson.of(group, group.toCriteria(by, plan)))
                        .toList());
    }

    /** @throws io.tillback.fault.RestoreException REQUEST_INVALID, with the words there are */
    public static ChangesBy parse(@Nullable String by) {
        return Words.parse(Optional.ofNullable(by).orElse(""), ChangesBy.class, JsonPath.BODY.property("by"));
    }

    /** Changes that have one thing in common. */
    @Schema(
            name = "ChangeGroup",
            requiredProperties = {"broughtBack", "lost", "kept"})
    public record ChangeGroupJson(
            @Schema(
                    description = "The seller, actor, release or transaction, or the minute in which their statements"
                            + " began, as 2026-03-01T09:00Z; absent for changes that have none.")
            @Nullable
            String name,

            @Schema(description = "Changes taken back on purpose.")
            long broughtBack,

            @Schema(description = "Other changes that would be taken back.")
            long lost,

            @Schema(description = "Changes that stay.") long kept,

            @Schema(
                    description =
                            "Finds them: what POST changes/searches takes, and with the transactions that it finds POST"
                                    + " changes/rows for the rows before and after. Of a minute, what was committed in it. Absent"
                                    + " for sellers, whose rows GET plans/{id}/rows has, and for changes that have no name.")
            @Nullable
            ChangeCriteriaJson search) {
        static ChangeGroupJson of(ChangeGroup group, Optional<ChangeCriteria> criteria) {
            return new ChangeGroupJson(
                    group.name().orElse(null),
                    group.broughtBack(),
                    group.lost(),
                    group.kept(),
                    criteria.map(ChangeCriteriaJson::of).orElse(null));
        }
    }
}
