package io.tillback.web.wire;

import io.tillback.journal.FoundChanges;
import io.tillback.journal.FoundTransaction;
import io.tillback.model.ColumnScope;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.RowScope;
import io.tillback.web.wire.HoldingJson.WhoJson;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A page of transactions with changes that were looked for. */
@Schema(
        name = "FoundTransactions",
        requiredProperties = {"transactions", "searched"})
public record FoundTransactionsJson(
        @Schema(description = "Newest first, by their numbers.")
        List<FoundTransactionJson> transactions,

        @Schema(description = "The 'from' of the next page; absent on the last one.") @Nullable
        String next,

        @Schema(
                description =
                        "What POST /plans takes to take out what the transactions of this page did, in the tables in which"
                                + " changes were found; where the criteria name a key, columns or values, only to the rows"
                                + " that were found, unless these are more than 2,000 or took another key. Absent if there"
                                + " are none.")
        @Nullable
        RestoreRequestJson plan,

        @Schema SearchedJson searched) {
    public static FoundTransactionsJson of(FoundChanges.Transactions found) {
        return new FoundTransactionsJson(
                found.transactions().stream().map(FoundTransactionJson::of).toList(),
                found.next().orElse(null),
                found.transactions().isEmpty() ? null : RestoreRequestJson.of(without(found)),
                SearchedJson.of(found.searched()));
    }

    private static RestoreRequest without(FoundChanges.Transactions found) {
        List<FoundTransaction> transactions = found.transactions();
        RowScope rows = found.rows().isEmpty() ? new RowScope.AllRows() : new RowScope.Keys(found.rows());
        return new RestoreRequest(
                new RestoreTarget.WithoutTransactions(
                        transactions.stream().map(FoundTransaction::number).toList()),
                transactions.stream()
                        .flatMap(each -> each.tables().stream())
                        .map(FoundTransaction.Count::table)
                        .distinct()
                        .sorted()
                        .map(table -> new RestoreScope(table, new ColumnScope.AllColumns(), rows))
                        .toList(),
                RestorePolicy.bringBack());
    }

    /** A transaction, and how many changes were found in it. */
    @Schema(
            name = "FoundTransaction",
            requiredProperties = {"transaction", "from", "to", "changes", "tables"})
    public record FoundTransactionJson(
            @Schema(example = "734122") String transaction,

            @Schema(description = "When the first statement with such a change began.")
            Instant from,

            @Schema(description = "When the last one began.")
            Instant to,

            @Schema(description = "Absent if it was not recorded.") @Nullable
            WhoJson who,

            @Schema(description = "How many were found.") long changes,
            @Schema List<CountJson> tables) {
        static FoundTransactionJson of(FoundTransaction found) {
            return new FoundTransactionJson(
                    Long.toUnsignedString(found.number()),
                    found.from(),
                    found.to(),
                    found.who().map(WhoJson::of).orElse(null),
                    found.total(),
                    found.tables().stream().map(CountJson::of).toList());
        }
    }

    /** Changes of a table. */
    @Schema(
            name = "ChangeCount",
            requiredProperties = {"schema", "table", "entered", "changed", "deleted", "truncated", "moved"})
    public record CountJson(
            @Schema String schema,
            @Schema String table,
            @Schema long entered,
            @Schema long changed,
            @Schema long deleted,
            @Schema long truncated,

            @Schema(description = "Rows that took another key: among 'changed', and 'entered' under the other key.")
            long moved) {
        static CountJson of(FoundTransaction.Count count) {
            return new CountJson(
                    count.table().schema(),
                    count.table().name(),
                    count.entered(),
                    count.changed(),
                    count.deleted(),
                    count.truncated(),
                    count.moved());
        }
    }
}
