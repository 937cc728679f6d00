package io.tillback.web.rest;

import io.tillback.ejb.Role;
import jakarta.annotation.security.DeclareRoles;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The REST interface; resources and providers are found by the server. */
@ApplicationPath("api/v1")
@DeclareRoles({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.SCHEDULER, Role.AUDITOR, Role.SELLER})
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Tillback",
                        version = "1",
                        description =
                                "Takes snapshots of a store's database, plans restores of tables, columns and rows, says "
                                        + "what they would cost, and applies them.\n\nLong work answers 202 with a job; "
                                        + "ask for the job until it is over. Every POST takes an Idempotency-Key: the "
                                        + "same user sending it again gets the first job, not a second deed. Failures "
                                        + "are application/problem+json (RFC 9457) with a stable 'code' and a 'hint'."),
        security = @SecurityRequirement(name = RestApplication.BASIC),
        tags = {
            @Tag(name = "Store", description = "The database as Tillback sees it"),
            @Tag(name = "Snapshots", description = "Copies, taken and verified"),
            @Tag(name = "Tiers", description = "When snapshots are taken, and whether they were"),
            @Tag(name = "Retention", description = "What is kept and why, and what goes"),
            @Tag(name = "Journal", description = "Which changes are recorded, since when"),
            @Tag(name = "Changes", description = "Who changed what, and when"),
            @Tag(name = "Releases", description = "Releases of the store, as they were announced"),
            @Tag(name = "Alerts", description = "What operators are told of without asking"),
            @Tag(name = "Freezes", description = "What the store may not write to at present"),
            @Tag(name = "Rows", description = "What became of a row, and what still holds it"),
            @Tag(name = "Plans", description = "What a restore would do, and its data gap"),
            @Tag(name = "Restores", description = "What was applied, with its proof"),
            @Tag(name = "Sellers", description = "What a seller is told of restores: own rows, and nobody else's"),
            @Tag(name = "Jobs", description = "Long work as it stands"),
            @Tag(name = "Problems", description = "What can fail")
        })
@SecurityScheme(
        securitySchemeName = RestApplication.BASIC,
        type = SecuritySchemeType.HTTP,
        scheme = "basic",
        description = "A user of the server's registry with one of Tillback's roles.")
public class RestApplication extends Application {
    static final String BASIC = "basic";
}
