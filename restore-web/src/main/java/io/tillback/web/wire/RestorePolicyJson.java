package io.tillback.web.wire;

import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.AddedRows;
import io.tillback.model.RestorePolicy.ChangedRows;
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
        String triggers) {
    static RestorePolicyJson of(RestorePolicy policy) {
        return new RestorePolicyJson(
                Words.of(policy.missing()),
                Words.of(policy.changed()),
                Words.of(policy.added()),
                Words.of(policy.triggers()));
    }

    RestorePolicy toModel(JsonPath at) {
        RestorePolicy usual = RestorePolicy.bringBack();
        return new RestorePolicy(
                word(missing, usual.missing(), MissingRows.class, at.property("missing")),
                word(changed, usual.changed(), ChangedRows.class, at.property("changed")),
                word(added, usual.added(), AddedRows.class, at.property("added")),
                word(triggers, usual.triggers(), StoreTriggers.class, at.property("triggers")));
    }

    private static <E extends Enum<E>> E word(@Nullable String word, E usual, Class<E> type, JsonPath at) {
        return word == null ? usual : Words.parse(word, type, at);
    }
}
