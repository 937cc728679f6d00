package io.tillback.model;

import io.tillback.model.RestorePolicy.AddedRows;
import io.tillback.model.RestorePolicy.ChangedRows;
import io.tillback.model.RestorePolicy.MissingRows;
import io.tillback.model.RestorePolicy.StoreTriggers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What an alert is about. */
public sealed interface AlertCause {
    /** By these an operator chooses which alerts are told. */
    enum Kind {
        COVERAGE_ENDED,
        SHIPPING_FAILING,
        BEAT_STOPPED,
        SLOT_FAILED,
        LARGE_TRANSACTION,
        NEW_VALUE,
        TURNED_CONSTANT,
        NEW_OPERATION,
        LAST_COPY_EXPIRING,
        NOTICE_FAILING;

        /** Those about what a transaction did, which nothing ends but somebody who has seen it. */
        public static final Set<Kind> OF_TRANSACTIONS =
                Set.of(LARGE_TRANSACTION, NEW_VALUE, TURNED_CONSTANT, NEW_OPERATION);
    }

    /** It is not known any more that every change of a table is recorded, and nobody had switched that off. */
    record CoverageEnded(TableId table, String reason) implements AlertCause {}

    /**
     * For longer than is allowed nothing could be shipped.
     *
     * @param shippedUntil the moment that a lost database can be rebuilt to; empty if nothing was ever shipped
     */
    record ShippingFailing(Optional<Instant> shippedUntil, String reason) implements AlertCause {}

    /** For longer than is allowed no moment was kept. */
    record BeatStopped() implements AlertCause {}

    /**
     * A tier has no snapshot of one of its slots, and will not have one.
     *
     * @param slot when it began, UTC
     */
    record SlotFailed(Tier tier, Instant slot, String reason) implements AlertCause {}

    /**
     * One transaction changed many rows of a table.
     *
     * @param transaction the database's own number, of 64 bits without a sign
     * @param changed rows that it changed or deleted, each time
     * @param inserted rows that came
     * @param tableRows how many the table had, about
     */
    record LargeTransaction(TableId table, long transaction, long changed, long inserted, long tableRows, Maker maker)
            implements AlertCause {
        public TableChange change() {
            return new TableChange(table, transaction, changed, inserted, tableRows, maker);
        }
    }

    /**
     * A column took a value that it is not known to have had.
     *
     * @param change by the first transaction that wrote it
     * @param value as the database prints it, its first letters; empty: NULL
     * @param rows that had taken it when it was noticed
     */
    record NewValue(TableChange change, ColumnName column, Optional<String> value, long rows) implements AlertCause {}

    /**
     * A column of many sellers' rows took the same value where values had differed before: in one transaction, or in a run of
     * them.
     *
     * @param change by the transaction, or the first of the run
     * @param value as {@link NewValue} has it
     * @param sellers at least so many
     * @param run empty: it was one transaction
     */
    record TurnedConstant(
            TableChange change, ColumnName column, Optional<String> value, long sellers, Optional<Run> run)
            implements AlertCause {
        private RestoreRequest toTakeOut() {
            return run.filter(some -> value.isEmpty()
                            || value.get().codePointCount(0, value.get().length()) <= SHOWN)
                    .map(some -> some.toTakeOut(change.table(), column, value))
                    .orElseGet(change::toTakeOut);
        }
    }

    /** So many letters of a value are told; a longer one is cut, and ends otherwise. */
    int SHOWN = 200;

    /**
     * Transactions one after the other that wrote nothing but one value to a column.
     *
     * @param since before the first of them
     * @param transactions when it was noticed; there may be more by now
     * @param rows likewise
     */
    record Run(Instant since, long transactions, long rows) {
        /** What gives all rows that still have the value what they had before: others, and other columns, stay as they are. */
        private RestoreRequest toTakeOut(TableId table, ColumnName column, Optional<String> value) {
            Condition stands = value.<Condition>map(
                            text -> new Condition.Compare(column, Condition.Operator.EQUAL, text))
                    .orElseGet(() -> new Condition.IsNull(column));
            return new RestoreRequest(
                    new RestoreTarget.AtInstant(since),
                    List.of(new RestoreScope(
                            table,
                            new ColumnScope.Columns(List.of(column)),
                            new RowScope.Matching(stands, RowScope.Side.LIVE))),
                    RestorePolicy.bringBack());
        }
    }

    /**
     * A table was written to in a way that nobody is known to have written to it before, and not because rows that it refers to
     * were.
     *
     * @param change by the first transaction that did
     * @param rows that it did it to
     * @param along rows of other tables that it deleted too
     */
    record NewOperation(TableChange change, Operation operation, long rows, List<Along> along) implements AlertCause {
        public NewOperation {
            along = List.copyOf(along);
        }
    }

    /** What is rarely done to a table. */
    enum Operation {
        DELETE,
        TRUNCATE,
        /** Rows took other keys. */
        CHANGE_KEYS
    }

    /** Rows of another table that were deleted in the same transaction. */
    record Along(TableId table, long rows) {}

    /**
     * All that one transaction did to a table.
     *
     * @param transaction the database's own number, of 64 bits without a sign
     * @param changed rows that it changed or deleted, each time
     * @param inserted rows that came
     * @param tableRows how many the table had, about
     */
    record TableChange(TableId table, long transaction, long changed, long inserted, long tableRows, Maker maker) {
        public String transactionName() {
            return Long.toUnsignedString(transaction);
        }

        /** What takes it out. */
        public RestoreRequest toTakeOut() {
            AddedRows added = inserted > 0 ? AddedRows.REMOVE : AddedRows.LEAVE;
            return new RestoreRequest(
                    new RestoreTarget.WithoutTransactions(List.of(transaction)),
                    List.of(RestoreScope.wholeTable(table)),
                    new RestorePolicy(MissingRows.CREATE, ChangedRows.BRING_BACK, added, StoreTriggers.SUPPRESS));
        }
    }

    /**
     * Soon nothing holds any more what a transaction changed that an alert is about.
     *
     * @param transaction as {@link LargeTransaction} has it
     * @param expires when the journal drops its records, or the last snapshot of before expires; whichever is later
     */
    record LastCopyExpiring(TableId table, long transaction, Instant expires) implements AlertCause {}

    /** Who made a change, as far as database and store told. */
    record Maker(
            Optional<String> sessionUser,
            Optional<String> application,
            Optional<String> client,
            Optional<String> actor,
            Optional<String> request,
            Optional<String> release) {}

    /**
     * For longer than is allowed somebody could not be told of restores.
     *
     * @param receiver such as {@code the webhook}
     * @param waiting notices that were not delivered when it was noticed
     */
    record NoticeFailing(String receiver, long waiting, String reason) implements AlertCause {}

    default <T> T match(
            Function<CoverageEnded, T> coverageEnded,
            Function<ShippingFailing, T> shippingFailing,
            Function<BeatStopped, T> beatStopped,
            Function<SlotFailed, T> slotFailed,
            Function<LargeTransaction, T> largeTransaction,
            Function<NewValue, T> newValue,
            Function<TurnedConstant, T> turnedConstant,
            Function<NewOperation, T> newOperation,
            Function<LastCopyExpiring, T> lastCopyExpiring,
            Function<NoticeFailing, T> noticeFailing) {
        if (this instanceof CoverageEnded cause) {
            return coverageEnded.apply(cause);
        }
        if (this instanceof ShippingFailing cause) {
            return shippingFailing.apply(cause);
        }
        if (this instanceof BeatStopped cause) {
            return beatStopped.apply(cause);
        }
        if (this instanceof SlotFailed cause) {
            return slotFailed.apply(cause);
        }
        if (this instanceof LargeTransaction cause) {
            return largeTransaction.apply(cause);
        }
        if (this instanceof NewValue cause) {
            return newValue.apply(cause);
        }
        if (this instanceof TurnedConstant cause) {
            return turnedConstant.apply(cause);
        }
        if (this instanceof NewOperation cause) {
            return newOperation.apply(cause);
        }
        if (this instanceof LastCopyExpiring cause) {
            return lastCopyExpiring.apply(cause);
        }
        return noticeFailing.apply((NoticeFailing) this);
    }

    default Kind kind() {
        return match(
                ended -> Kind.COVERAGE_ENDED,
                failing -> Kind.SHIPPING_FAILING,
                stopped -> Kind.BEAT_STOPPED,
                slot -> Kind.SLOT_FAILED,
                large -> Kind.LARGE_TRANSACTION,
                taken -> Kind.NEW_VALUE,
                constant -> Kind.TURNED_CONSTANT,
                done -> Kind.NEW_OPERATION,
                last -> Kind.LAST_COPY_EXPIRING,
                untold -> Kind.NOTICE_FAILING);
    }

    /** The table that it is about, if it is about one. */
    default Optional<TableId> findTable() {
        return match(
                ended -> Optional.of(ended.table()),
                failing -> Optional.empty(),
                stopped -> Optional.empty(),
                slot -> Optional.empty(),
                large -> Optional.of(large.table()),
                taken -> Optional.of(taken.change().table()),
                constant -> Optional.of(constant.change().table()),
                done -> Optional.of(done.change().table()),
                last -> Optional.of(last.table()),
                untold -> Optional.empty());
    }

    /** Why it came to be, as far as that was told. */
    default Optional<String> findReason() {
        return match(
                ended -> Optional.of(ended.reason()),
                failing -> Optional.of(failing.reason()),
                stopped -> Optional.empty(),
                slot -> Optional.of(slot.reason()),
                large -> Optional.empty(),
                taken -> Optional.empty(),
                constant -> Optional.empty(),
                done -> Optional.empty(),
                last -> Optional.empty(),
                untold -> Optional.of(untold.reason()));
    }

    /** What a transaction did that it is about, if it is about one. */
    default Optional<TableChange> findTransaction() {
        return match(
                ended -> Optional.empty(),
                failing -> Optional.empty(),
                stopped -> Optional.empty(),
                slot -> Optional.empty(),
                large -> Optional.of(large.change()),
                taken -> Optional.of(taken.change()),
                constant -> Optional.of(constant.change()),
                done -> Optional.of(done.change()),
                last -> Optional.empty(),
                untold -> Optional.empty());
    }

    /** What takes out the transaction that it is about, with what it deleted of other tables, or the run of them. */
    default Optional<RestoreRequest> findPlan() {
        if (this instanceof TurnedConstant constant) {
            return Optional.of(constant.toTakeOut());
        }
        return findTransaction()
                .map(TableChange::toTakeOut)
                .map(request -> tookOthersAlong()
                        ? new RestoreRequest(
                                request.target(),
                                request.scopes(),
                                request.policy().withDependents(RestorePolicy.Dependents.FOLLOW))
                        : request);
    }

    private boolean tookOthersAlong() {
        return this instanceof NewOperation done && !done.along().isEmpty();
    }

    /** The value that it is about, if it is about one. */
    default Optional<Written> findValue() {
        return match(
                ended -> Optional.empty(),
                failing -> Optional.empty(),
                stopped -> Optional.empty(),
                slot -> Optional.empty(),
                large -> Optional.empty(),
                taken -> Optional.of(new Written(taken.column(), taken.value())),
                constant -> Optional.of(new Written(constant.column(), constant.value())),
                done -> Optional.empty(),
                last -> Optional.empty(),
                untold -> Optional.empty());
    }

    /** A value in a column. */
    record Written(ColumnName column, Optional<String> value) {}
}
