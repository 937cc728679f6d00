package io.tillback.web.rest;

import io.tillback.model.TableId;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Query parameters: after which row of a table a page begins. */
public final class TablePosition {
    @Parameter(required = true)
    @QueryParam("schema")
    private @Nullable String schema;

    @Parameter(required = true)
    @QueryParam("table")
    private @Nullable String table;

    @Parameter(
            description = "The 'next' of the page before; 0 for the first.",
            schema = @Schema(type = SchemaType.INTEGER, defaultValue = "0", minimum = "0"))
    @QueryParam("after")
    private @Nullable String after;

    /** @throws io.tillback.fault.RestoreException REQUEST_INVALID if it was not named */
    TableId table() {
        return Parameters.table(schema, table);
    }

    /** @throws io.tillback.fault.RestoreException REQUEST_INVALID if it is no whole number from 0 on */
    long after() {
        return Parameters.wholeNumber("after", after, 0, 0, Long.MAX_VALUE);
    }
}
