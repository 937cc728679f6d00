package io.tillback.web.wire;

import io.tillback.fault.RestoreException;
import io.tillback.model.Part;
import io.tillback.model.Part.Unowned;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How much of a plan is to be applied now. */
@Schema(
        name = "Part",
        description =
                "How much of a plan is applied now: the whole of it; the rows of some sellers; or the rest, which is "
                        + "all that earlier parts left. Each part is a transaction with its own proof.",
        requiredProperties = {"of"})
public record PartJson(
        @Schema(
                description = "'sellers' and 'withoutSeller' go with 'sellers' only.",
                enumeration = {"whole", "sellers", "rest"})
        String of,

        @Schema(
                description =
                        "Whose rows, as GET plans/{id}/sellers names them; numbers are taken by their text. May be "
                                + "left out where 'withoutSeller' is 'include'.",
                example = "[\"17\", \"23\"]")
        @DatabaseValue(onNull = "Leave it out, and ask for rows without a seller by 'withoutSeller': \"include\".")
        @Nullable
        List<String> sellers,

        @Schema(
                description = "Rows that lead to no seller, and tables from which no path to one is configured.",
                enumeration = {"include", "leave"},
                defaultValue = "leave")
        @Nullable
        String withoutSeller) {
    /** The words for {@link Of}, so that they are read like all others. */
    enum Of {
        WHOLE,
        SELLERS,
        REST
    }

    /** The words for {@link Unowned}. */
    enum WithoutSeller {
        INCLUDE,
        LEAVE;

        static WithoutSeller of(Unowned unowned) {
            return unowned == Unowned.INCLUDED ? INCLUDE : LEAVE;
        }

        Unowned toModel() {
            return this == INCLUDE ? Unowned.INCLUDED : Unowned.LEFT;
        }
    }

    /** @param rest what is left of the plan; asked if the client asks for that */
    Part toModel(JsonPath at, Supplier<Part.Rest> rest) {
        return switch (Words.parse(of, Of.class, at.property("of"))) {
            case WHOLE -> alone(at, new Part.Whole());
            case REST -> alone(at, rest.get());
            case SELLERS -> ofSellers(at);
        };
    }

    private Part alone(JsonPath at, Part part) {
        if (sellers != null) {
            throw goesWithSellersOnly(at.property("sellers"));
        }
        if (withoutSeller != null) {
            throw goesWithSellersOnly(at.property("withoutSeller"));
        }
        return part;
    }

    private static RestoreException goesWithSellersOnly(JsonPath at) {
        return at.refuse("goes with \"of\": \"sellers\" only", "Leave it out, or apply the part of some sellers.");
    }

    private Part ofSellers(JsonPath at) {
        Unowned unowned = withoutSeller == null
                ? Unowned.LEFT
                : Words.parse(withoutSeller, WithoutSeller.class, at.property("withoutSeller"))
                        .toModel();
        if (sellers == null && unowned == Unowned.LEFT) {
            throw at.property("sellers")
                    .refuse("is missing", "Name sellers of the plan, or include the rows without a seller.");
        }
        return new Part.OfSellers(sellers == null ? List.of() : distinct(sellers, at.property("sellers")), unowned);
    }

    private static List<String> distinct(List<String> sellers, JsonPath at) {
        Set<String> named = new LinkedHashSet<>();
        for (String seller : sellers) {
            JsonPath place = at.element(named.size());
            if (!named.add(seller)) {
                throw place.refuse("names '" + JsonPath.shortened(seller) + "' again", "Name each seller once.");
            }
        }
        return List.copyOf(named);
    }
}
