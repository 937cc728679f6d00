package io.tillback.web.wire;

import io.tillback.model.Part;
import io.tillback.web.wire.PartJson.Of;
import io.tillback.web.wire.PartJson.WithoutSeller;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How much of its plan a restore is about. */
@Schema(
        name = "AppliedPart",
        description = "How much of a plan a restore is about.",
        requiredProperties = {"of"})
public record AppliedPartJson(
        @Schema(enumeration = {"whole", "sellers", "rest"}) String of,

        @Schema(
                description =
                        "Whose rows; with 'sellers' only, and absent where it is about rows without a seller alone.")
        @Nullable
        List<String> sellers,

        @Schema(
                description =
                        "Whose rows earlier parts wrote already; with 'rest' only, and absent where there are none.")
        @Nullable
        List<String> exceptSellers,

        @Schema(
                description = "Rows that lead to no seller, and tables from which no path to one is configured; absent "
                        + "for 'whole'.",
                enumeration = {"include", "leave"})
        @Nullable
        String withoutSeller) {
    static AppliedPartJson of(Part part) {
        return part.match(
                () -> new AppliedPartJson(Words.of(Of.WHOLE), null, null, null),
                some -> new AppliedPartJson(
                        Words.of(Of.SELLERS), named(some.sellers()), null, Words.of(WithoutSeller.of(some.unowned()))),
                rest -> new AppliedPartJson(
                        Words.of(Of.REST), null, named(rest.sellers()), Words.of(WithoutSeller.of(rest.unowned()))));
    }

    private static @Nullable List<String> named(List<String> sellers) {
        return sellers.isEmpty() ? null : sellers;
    }
}
