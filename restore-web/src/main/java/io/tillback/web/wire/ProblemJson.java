package io.tillback.web.wire;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was refused or failed.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
@Schema(
        name = "Problem",
        description = "RFC 9457, with a stable code for programs and a next step for people.",
        requiredProperties = {"type", "title", "status", "detail", "instance", "code", "hint"})
public record ProblemJson(
        @Schema(example = "/tillback/api/v1/problems/ROWS_MOVED")
        String type,

        @Schema String title,
        @Schema int status,

        @Schema(description = "What is so, with values.") String detail,

        @Schema(description = "The path that was asked.") String instance,

        @Schema(description = "Stable: clients branch on it.", example = "ROWS_MOVED")
        String code,

        @Schema(description = "What to do next.") String hint,

        @Schema(description = "Names the entry in the server's log; present when the server is at fault.") @Nullable
        String incident) {

    /** A kind of problem. */
    @Schema(
            name = "ProblemType",
            requiredProperties = {"code", "status", "title"})
    public record TypeJson(
            @Schema String code, @Schema int status, @Schema String title) {}

    /** Every kind of problem. */
    @Schema(
            name = "ProblemTypes",
            requiredProperties = {"problems"})
    public record TypesJson(@Schema List<TypeJson> problems) {}
}
