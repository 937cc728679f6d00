package io.tillback.model;

import java.util.List;

/**
 * A {@link SellerPath} of which every table and column exists.
 *
 * @param hops none if the table holds the seller itself
 * @param seller column of the last table
 */
public record SellerRoute(List<Hop> hops, ColumnName seller) {
    /**
     * A step from a row to the row it refers to.
     *
     * @param from columns of the table before
     * @param table the table referred to
     * @param to its columns, in the order of {@code from}
     */
    public record Hop(List<ColumnName> from, TableShape table, List<ColumnName> to) {
        public Hop {
            from = List.copyOf(from);
            to = List.copyOf(to);
        }
    }

    public SellerRoute {
        hops = List.copyOf(hops);
    }

    /** The columns of the first table that lead on. */
    public List<ColumnName> start() {
        return hops.isEmpty() ? List.of(seller) : hops.get(0).from();
    }
}
