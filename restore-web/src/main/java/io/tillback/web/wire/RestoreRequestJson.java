package io.tillback.web.wire;

import io.tillback.model.RestorePolicy;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a client asks a plan for; the same JSON is answered when a plan is asked what it was made for. */
@Schema(
        name = "RestoreRequest",
        description =
                "A target, a scope for each table, a policy. 'tables' may be left out with target.beforeRestore only.",
        requiredProperties = {"target"})
public record RestoreRequestJson(
        @Schema RestoreTargetJson target,

        @Schema(description = "The tables, each once.") @Nullable
        List<RestoreScopeJson> tables,

        @Schema @Nullable RestorePolicyJson policy)
        implements JsonBody {
    public static RestoreRequestJson of(RestoreRequest request) {
        return new RestoreRequestJson(
                RestoreTargetJson.of(request.target()),
                request.scopes().isEmpty()
                        ? null
                        : request.scopes().stream().map(RestoreScopeJson::of).toList(),
                RestorePolicyJson.of(request.policy()));
    }

    /** @throws io.tillback.fault.RestoreException REQUEST_INVALID, naming the JSON field */
    public RestoreRequest toModel() {
        RestoreTarget state = target.toModel(JsonPath.BODY.property("target"));
        RestorePolicy allowed =
                policy == null ? RestorePolicy.bringBack() : policy.toModel(JsonPath.BODY.property("policy"));
        return new RestoreRequest(state, scopes(state), allowed);
    }

    private List<RestoreScope> scopes(RestoreTarget state) {
        JsonPath at = JsonPath.BODY.property("tables");
        if (tables != null) {
            return scopes(tables, at);
        }
        if (state instanceof RestoreTarget.BeforeRestore) {
            return List.of();
        }
        throw at.refuse("is missing", "Name at least one table, as {\"schema\": …, \"table\": …}.");
    }

    private static List<RestoreScope> scopes(List<RestoreScopeJson> tables, JsonPath at) {
        List<RestoreScope> scopes = new ArrayList<>();
        Map<Object, Integer> places = new HashMap<>();
        for (RestoreScopeJson table : tables) {
            JsonPath place = at.element(scopes.size());
            RestoreScope scope = table.toModel(place);
            Integer earlier = places.putIfAbsent(scope.table(), scopes.size());
            if (earlier != null) {
                throw place.refuse(
                        "names " + scope.table() + " like " + at.element(earlier),
                        "Name each table once: put the conditions together with 'or'.");
            }
            scopes.add(scope);
        }
        return scopes;
    }
}
