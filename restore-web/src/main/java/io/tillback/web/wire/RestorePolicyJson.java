package io.tillback.web.wire;

import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.AddedRows;
import io.tillback.model.RestorePolicy.ChangedRows;
import io.tillback.model.RestorePolicy.Conflicts;
import io.tillback.model.RestorePolicy.Dependents;
import io.tillback.model.RestorePolicy.MissingReferences;
import io.tillback.model.RestorePolicy.MissingRows;
import io.tillback.model.RestorePolicy.StoreTriggers;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a plan may do; what is left out is as in {@link RestorePolicy#bringBack()}. */
@Schema(name = "RestorePolicy", description = "What a plan may do with the differences it finds.")
public record RestorePolicyJson(
        @Schema(
                description = "Rows that existed at the target and do not exist now.",
                enumeration = {"create", "leave"},
                defaultValue = "create")
        @Nullable
        String missing,

        @Schema(
                description = "Rows that exist on both sides with other values.",
                enumeration = {"bring-back", "leave"},
                defaultValue = "bring-back")
        @Nullable
        String changed,

        @Schema(
                description = "Rows that exist now and did not exist at the target.",
                enumeration = {"remove", "leave"},
                defaultValue = "leave")
        @Nullable
        String added,

        @Schema(
                description = "The store's own triggers while the plan is applied.",
                enumeration = {"suppress", "fire"},
                defaultValue = "suppress")
        @Nullable
        String triggers,

        @Schema(
                description =
                        "Rows of other tables that referred to rows the plan creates, and vanished or were cut loose "
                                + "along with them: 'follow' brings them back too, over any number of tables.",
                enumeration = {"leave", "follow"},
                defaultValue = "leave")
        @Nullable
        String dependents,

        @Schema(
                description =
                        "What the plan's rows refer to and nobody has any more: the plan is refused; the reference "
                                + "becomes null; the row that refers stays as it is; the row referred to is created too.",
                enumeration = {"refuse", "null", "skip", "create"},
                defaultValue = "refuse")
        @Nullable
        String missingReferences,

        @Schema(
                description =
                        "What others have written since over what the transactions did that are taken out: it stays, or "
                                + "the columns become what they were before the first of these transactions.",
                enumeration = {"keep", "overwrite"},
                defaultValue = "keep")
        @Nullable
        String conflicts) {
    static RestorePolicyJson of(RestorePolicy policy) {
        return new RestorePolicyJson(
                Words.of(policy.missing()),
                Words.of(policy.changed()),
                Words.of(policy.added()),
                Words.of(policy.triggers()),
                Words.of(policy.dependents()),
                Words.of(policy.missingReferences()),
                Words.of(policy.conflicts()));
    }

    RestorePolicy toModel(JsonPath at) {
        RestorePolicy usual = RestorePolicy.bringBack();
        return new RestorePolicy(
                word(missing, usual.missing(), MissingRows.class, at.property("missing")),
                word(changed, usual.changed(), ChangedRows.class, at.property("changed")),
                word(added, usual.added(), AddedRows.class, at.property("added")),
                word(triggers, usual.triggers(), StoreTriggers.class, at.property("triggers")),
                word(dependents, usual.dependents(), Dependents.class, at.property("dependents")),
                word(
                        missingReferences,
                        usual.missingReferences(),
                        MissingReferences.class,
                        at.property("missingReferences")),
                word(conflicts, usual.conflicts(), Conflicts.class, at.property("conflicts")));
    }

    private static <E extends Enum<E>> E word(@Nullable String word, E usual, Class<E> type, JsonPath at) {
        return word == null ? usual : Words.parse(word, type, at);
    }
}
