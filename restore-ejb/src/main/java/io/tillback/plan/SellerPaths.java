package io.tillback.plan;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.ColumnName;
import io.tillback.model.Protection;
import io.tillback.model.SellerPath;
import io.tillback.model.SellerRoute;
import io.tillback.model.SellerRoute.Hop;
import io.tillback.model.StoreSchema;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.plan.PathsToSellers.Proposal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The configured paths from tables to sellers, found in the live schema. */
public final class SellerPaths {
    public static final SellerPaths NONE = new SellerPaths(List.of());

    private final List<SellerPath> paths;

    public SellerPaths(List<SellerPath> paths) {
        this.paths = List.copyOf(paths);
    }

    /**
     * The way from a table's rows to their sellers, if one is configured and can be gone today. A path that cannot, since a
     * table is gone or a name is wrong, is among the {@link #problems} and keeps nobody from restoring.
     */
    public Optional<SellerRoute> find(StoreSchema live, TableId table) {
        return paths.stream()
                .filter(path -> path.table().equals(table))
                .findFirst()
                .flatMap(path -> Attempt.of(live, path).route());
    }

    /** What is wrong with the paths now, each as a sentence: for the start, when the store may not be there yet. */
    public List<String> problems(StoreSchema live) {
        return paths.stream()
                .flatMap(path -> Attempt.of(live, path).problem().stream())
                .toList();
    }

    /**
     * The configured paths, and what foreign keys propose for the other tables that are protected.
     *
     * @param live all tables, which paths may lead over
     */
    public PathsToSellers survey(StoreSchema live, Protection protection) {
        List<SellerPath> open = paths.stream()
                .filter(path -> Attempt.of(live, path).route().isPresent())
                .toList();
        PathProposals proposals = new PathProposals(live, open);
        List<Proposal> proposed = new ArrayList<>();
        List<TableId> unreached = new ArrayList<>();
        for (TableShape table : protection.of(live).tables()) {
            if (paths.stream().anyMatch(path -> path.table().equals(table.id()))) {
                continue;
            }
            List<SellerPath> ways = proposals.of(table);
            if (ways.isEmpty()) {
                unreached.add(table.id());
            } else {
                proposed.add(new Proposal(table.id(), ways));
            }
        }
        return new PathsToSellers(paths, problems(live), proposed, unreached);
    }

    private record Attempt(Optional<SellerRoute> route, Optional<String> problem) {
        static Attempt of(StoreSchema live, SellerPath path) {
            try {
                return new Attempt(Optional.of(resolve(live, path)), Optional.empty());
            } catch (RestoreException e) {
                return new Attempt(Optional.empty(), Optional.of(e.fact()));
            }
        }
    }

    private static SellerRoute resolve(StoreSchema live, SellerPath path) {
        List<Hop> hops = new ArrayList<>();
        TableShape table = requireTable(live, path, path.table());
        for (int i = 0; i + 1 < path.steps().size(); i++) {
            List<ColumnName> from = path.steps().get(i).columns();
            requireColumns(path, table, from);
            TableShape next = requireTable(live, path, path.steps().get(i + 1).table());
            hops.add(new Hop(from, next, referred(path, table, from, next)));
            table = next;
        }
        requireColumns(path, table, List.of(path.seller()));
        return new SellerRoute(hops, path.seller());
    }

    private static List<ColumnName> referred(
            SellerPath path, TableShape table, List<ColumnName> from, TableShape next) {
        return table.foreignKeys().stream()
                .filter(key -> key.to().equals(next.id()) && key.fromColumns().equals(from))
                .map(key -> key.toColumns())
                .findFirst()
                .or(() -> Optional.of(next.key()).filter(key -> key.size() == from.size()))
                .orElseThrow(() -> wrong(path, table.id() + " " + from + " does not refer to " + next.id()));
    }

    private static TableShape requireTable(StoreSchema live, SellerPath path, TableId table) {
        return live.findTable(table).orElseThrow(() -> wrong(path, "there is no protected table " + table));
    }

    private static void requireColumns(SellerPath path, TableShape table, List<ColumnName> columns) {
        for (ColumnName column : columns) {
            if (table.findColumn(column).isEmpty()) {
                throw wrong(path, table.id() + " has no column " + column);
            }
        }
    }

    private static RestoreException wrong(SellerPath path, String fact) {
        return new RestoreException(
                ErrorCode.CONFIGURATION_INVALID,
                "Cannot follow tillback.seller.paths '" + path + "': " + fact,
                "Correct the path; case and spaces count.");
    }
}
