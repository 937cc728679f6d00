package io.tillback.freeze;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.freeze.FreezeBook.Entry;
import io.tillback.model.Freeze;
import io.tillback.model.FreezeId;
import io.tillback.model.FreezeRequest;
import io.tillback.model.IdSource;
import io.tillback.model.SellerRoute;
import io.tillback.model.StoreSchema;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.plan.SellerPaths;
import io.tillback.timeline.LiveSchema;
import java.time.Duration;
import java.time.Instant;

/** Freezes what can be frozen, and says why the rest cannot. */
public final class Freezer {
    private final FreezeBook book;
    private final LiveSchema schema;
    private final SellerPaths paths;
    private final IdSource ids;
    private final Duration longest;

    /** @param longest how far from now a freeze may end */
    public Freezer(FreezeBook book, LiveSchema schema, SellerPaths paths, IdSource ids, Duration longest) {
        this.book = book;
        this.schema = schema;
        this.paths = paths;
        this.ids = ids;
        this.longest = longest;
    }

    /**
     * Freezes a table, or a seller's rows in it, until an instant.
     *
     * @param owner who wants it
     * @throws RestoreException REQUEST_INVALID for an end that is past or too far; TABLE_UNKNOWN for what is no table;
     *     SELLER_UNKNOWN if no row is the seller's, or no path leads from the table to sellers; LOCK_NOT_AVAILABLE;
     *     RIGHTS_MISSING
     */
    public Entry freeze(FreezeRequest request, String owner) {
        requireEnd(request);
        StoreSchema live = schema.load();
        TableShape table = live.findTable(request.table()).orElseThrow(() -> unknown(request.table()));
        FreezeId id = new FreezeId(ids.next());
        if (request.seller().isEmpty()) {
            return book.begin(new Freeze(id, request, owner), table);
        }
        SellerRoute route = paths.find(live, table.id()).orElseThrow(() -> pathless(table.id()));
        String seller = requireSeller(request.seller().get(), table, route);
        return book.begin(new Freeze(id, request.withSeller(seller), owner), table, route);
    }

    private void requireEnd(FreezeRequest request) {
        Instant now = book.now();
        if (!request.until().isAfter(now)) {
            throw new RestoreException(
                    ErrorCode.REQUEST_INVALID,
                    cannot(request.table()) + "its end, " + request.until() + ", is past: the database's clock says "
                            + now,
                    "Choose a later end.");
        }
        if (request.until().isAfter(now.plus(longest))) {
            throw new RestoreException(
                    ErrorCode.REQUEST_INVALID,
                    cannot(request.table()) + "its end, " + request.until() + ", is further away than " + longest
                            + ", the longest that is allowed",
                    "Choose an end before " + now.plus(longest)
                            + ", and freeze again before it comes; or raise tillback.freeze.longest.");
        }
    }

    private RestoreException unknown(TableId table) {
        String what = book.describe(table)
                .map(other -> "it is " + other)
                .orElse("there is no table of that name, or it is gone by now");
        return new RestoreException(
                ErrorCode.TABLE_UNKNOWN,
                cannot(table) + what,
                "Freeze the tables that hold its rows, a partitioned one as a whole; case and spaces of names count.");
    }

    private static RestoreException pathless(TableId table) {
        return new RestoreException(
                ErrorCode.SELLER_UNKNOWN,
                cannot(table) + "no path leads from its rows to their sellers",
                "Name one in tillback.seller.paths, or freeze the whole table.");
    }

    private String requireSeller(String seller, TableShape table, SellerRoute route) {
        TableShape last = route.hops().isEmpty()
                ? table
                : route.hops().get(route.hops().size() - 1).table();
        return book.findSeller(last, route.seller(), seller)
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.SELLER_UNKNOWN,
                        cannot(table.id()) + "no row of " + last.id() + " has seller '" + seller + "' in "
                                + route.seller(),
                        "Name the seller as that column does."));
    }

    private static String cannot(TableId table) {
        return "Cannot freeze " + table + ": ";
    }
}
