package io.tillback.web.rest;

import jakarta.annotation.Priority;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a role before a body is read. The beans ask again; servers differ in whether they look at a resource's
 * {@code @RolesAllowed} at all. A method that names no role is closed.
 */
@Provider
@Priority(Priorities.AUTHORIZATION)
@SuppressWarnings("NullAway.Init")
public class RolesGate implements ContainerRequestFilter {
    @Context
    private ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        @Nullable Method method = resource.getResourceMethod();
        if (method == null || method.isAnnotationPresent(PermitAll.class)) {
            return;
        }
        if (rolesOf(method).stream()
                .noneMatch(role -> request.getSecurityContext().isUserInRole(role))) {
            throw new ForbiddenException();
        }
    }

    /** In the order they are written. */
    static Set<String> rolesOf(Method method) {
        RolesAllowed roles = method.getAnnotation(RolesAllowed.class);
        return roles == null ? Set.of() : new LinkedHashSet<>(List.of(roles.value()));
    }
}
