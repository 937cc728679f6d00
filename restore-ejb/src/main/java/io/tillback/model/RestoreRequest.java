package io.tillback.model;

import java.util.List;

/** What an operator asks for: a target, a scope for each table, a policy. */
public record RestoreRequest(RestoreTarget target, List<RestoreScope> scopes, RestorePolicy policy) {
    public RestoreRequest {
        scopes = List.copyOf(scopes);
        Check.require(target instanceof RestoreTarget.BeforeRestore || !scopes.isEmpty(), "the request names no table");
        Check.require(
                scopes.stream().map(RestoreScope::table).distinct().count() == scopes.size(), "a table is named twice");
    }

    public RestoreRequest withTarget(RestoreTarget other) {
        return new RestoreRequest(other, scopes, policy);
    }
}
