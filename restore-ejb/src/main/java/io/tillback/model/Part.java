package io.tillback.model;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** How much of a plan is applied at once: all of it, or the rows of some sellers. */
public sealed interface Part {
    /** Rows that lead to no seller, and tables from which no path to one is configured. */
    enum Unowned {
        INCLUDED,
        LEFT
    }

    record Whole() implements Part {}

    /** @param sellers as the database prints them */
    record OfSellers(List<String> sellers, Unowned unowned) implements Part {
        public OfSellers {
            sellers = List.copyOf(sellers);
            Check.require(
                    !sellers.isEmpty() || unowned == Unowned.INCLUDED, "the part names no seller and leaves the rest");
            Check.require(sellers.stream().distinct().count() == sellers.size(), "a seller is named twice");
        }
    }

    /**
     * What earlier parts left.
     *
     * @param sellers those whose rows earlier parts wrote
     * @param unowned whether an earlier part left the rows without a seller
     */
    record Rest(List<String> sellers, Unowned unowned) implements Part {
        public Rest {
            sellers = List.copyOf(sellers);
        }
    }

    default <T> T match(Supplier<T> whole, Function<OfSellers, T> ofSellers, Function<Rest, T> rest) {
        if (this instanceof OfSellers part) {
            return ofSellers.apply(part);
        }
        if (this instanceof Rest part) {
            return rest.apply(part);
        }
        return whole.get();
    }
}
