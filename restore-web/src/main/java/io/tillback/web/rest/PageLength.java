package io.tillback.web.rest;

import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** A query parameter: how many rows a page has that a person looks at. */
public final class PageLength {
    private static final int USUAL = 100;
    private static final int LONGEST = 500;

    @Parameter(
            schema =
                    @Schema(
                            type = SchemaType.INTEGER,
                            defaultValue = "" + USUAL,
                            minimum = "1",
                            maximum = "" + LONGEST))
    @QueryParam("limit")
    private @Nullable String limit;

    /** @throws io.tillback.fault.RestoreException REQUEST_INVALID if it is no whole number in these bounds */
    int rows() {
        return (int) Parameters.wholeNumber("limit", limit, USUAL, 1, LONGEST);
    }
}
