package io.tillback.apply;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Part;
import io.tillback.model.Part.OfSellers;
import io.tillback.model.Part.Rest;
import io.tillback.model.Part.Unowned;
import io.tillback.model.PlanId;
import io.tillback.plan.SellerRows;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The parts of one plan that were applied before. No row belongs to two parts. */
public record Parts(PlanId plan, List<Part> applied) {
    public Parts {
        applied = List.copyOf(applied);
    }

    /** What is left of the plan. Where the rest was applied, that same part, so that asking again is the same request. */
    public Rest rest() {
        return applied.stream()
                .flatMap(part -> part.match(Stream::<Rest>empty, some -> Stream.empty(), Stream::of))
                .findFirst()
                .orElseGet(this::left);
    }

    private Rest left() {
        return new Rest(List.copyOf(sellers()), unowned() ? Unowned.LEFT : Unowned.INCLUDED);
    }

    private Set<String> sellers() {
        Set<String> sellers = new TreeSet<>();
        applied.forEach(part -> part.match(() -> true, some -> sellers.addAll(some.sellers()), rest -> true));
        return sellers;
    }

    private boolean unowned() {
        return applied.stream()
                .anyMatch(part -> part.match(() -> true, some -> some.unowned() == Unowned.INCLUDED, rest -> true));
    }

    private boolean isComplete() {
        return applied.stream().anyMatch(part -> part.match(() -> true, some -> false, rest -> true));
    }

    /** Whether a seller's rows, or with none named those without a seller, have not been written yet. */
    public boolean isLeft(Optional<String> seller) {
        return !isComplete() && seller.map(name -> !sellers().contains(name)).orElseGet(() -> !unowned());
    }

    /**
     * Makes sure that the plan holds rows of every seller named, as far as its sellers can be listed.
     *
     * @param held the plan's sellers; asked if the part names any
     * @throws RestoreException SELLER_UNKNOWN naming those of whom it holds none
     */
    public void requireHeld(Part wanted, Supplier<List<SellerRows>> held) {
        List<String> named = wanted.match(List::<String>of, OfSellers::sellers, rest -> List.of());
        if (named.isEmpty()) {
            return;
        }
        List<SellerRows> sellers = held.get();
        Set<String> known =
                sellers.stream().flatMap(rows -> rows.seller().stream()).collect(Collectors.toSet());
        List<String> unknown =
                named.stream().filter(seller -> !known.contains(seller)).toList();
        if (!unknown.isEmpty() && sellers.size() < SellerRows.MOST_LISTED) {
            throw new RestoreException(
                    ErrorCode.SELLER_UNKNOWN,
                    "Cannot apply plan " + plan + " to sellers " + String.join(", ", unknown)
                            + ": it holds no rows of theirs",
                    "Name sellers that the plan lists, as the database prints them.");
        }
    }

    /**
     * Makes sure that a part can be applied beside those that were.
     *
     * @throws RestoreException PLAN_ALREADY_APPLIED if rows of it were written before
     */
    public void requireLeft(Part wanted) {
        if (isComplete()) {
            throw refused(
                    "it was applied before", "Look at its restores; make a new plan if there is more to bring back.");
        }
        wanted.match(this::requireNothingApplied, this::requireNotApplied, this::requireSameRest);
    }

    private boolean requireNothingApplied() {
        if (!applied.isEmpty()) {
            throw refused("parts of it were applied before", "Apply the rest of it.");
        }
        return true;
    }

    private boolean requireNotApplied(OfSellers part) {
        List<String> again = part.sellers().stream().filter(sellers()::contains).toList();
        if (!again.isEmpty()) {
            throw refused("it was applied before for sellers " + String.join(", ", again), "Leave them out.");
        }
        if (part.unowned() == Unowned.INCLUDED && unowned()) {
            throw refused("it was applied before for rows without a seller", "Leave them out.");
        }
        return true;
    }

    private boolean requireSameRest(Rest part) {
        if (!part.equals(rest())) {
            throw refused("another part of it was applied meanwhile", "Look at what is left, and apply that.");
        }
        return true;
    }

    private RestoreException refused(String fact, String hint) {
        return new RestoreException(ErrorCode.PLAN_ALREADY_APPLIED, "Cannot apply plan " + plan + ": " + fact, hint);
    }
}
