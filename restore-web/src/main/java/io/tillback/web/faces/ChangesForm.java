package io.tillback.web.faces;

import io.tillback.model.ChangeCriteria;
import io.tillback.model.ChangeCriteria.Operation;
import io.tillback.model.ColumnName;
import io.tillback.model.Condition;
import io.tillback.model.RowKey;
import io.tillback.model.TableShape;
import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What an operator types to find changes; what is left empty does not matter. */
public final class ChangesForm implements Serializable {
    private static final long serialVersionUID = 1L;

    private String table = "";
    private String key = "";
    private String column = "";
    private String before = "";
    private String beforeValue = "";
    private String after = "";
    private String afterValue = "";
    private String operation = "";
    private String actor = "";
    private String request = "";
    private String release = "";
    private String sessionUser = "";
    private String transactions = "";
    private String from = "";
    private String to = "";
    private String sinceRelease = "";

    /** @param chosen the table that {@link #getTable} picks; empty if it picks none */
    ChangeCriteria toCriteria(Optional<TableShape> chosen) {
        return new ChangeCriteria(
                chosen.map(TableShape::id),
                chosen.map(this::rows).orElseGet(() -> rows(List.of())),
                new ChangeCriteria.By(said(actor), said(request), said(release), said(sessionUser)),
                numbers(),
                new ChangeCriteria.Window(TypedInstant.find(from), TypedInstant.find(to), said(sinceRelease)));
    }

    /** The page's address with criteria filled in that are not about rows. */
    static String page(ChangeCriteria criteria) {
        Map<String, String> said = new LinkedHashMap<>();
        criteria.table().ifPresent(table -> said.put("table", OfferedTable.key(table)));
        criteria.by().actor().ifPresent(actor -> said.put("actor", actor));
        criteria.by().release().ifPresent(release -> said.put("release", release));
        criteria.window().from().ifPresent(from -> said.put("from", from.toString()));
        criteria.window().to().ifPresent(to -> said.put("to", to.toString()));
        if (!criteria.transactions().isEmpty()) {
            said.put(
                    "transactions",
                    criteria.transactions().stream().map(Long::toUnsignedString).collect(Collectors.joining(",")));
        }
        return Pages.address("/changes.xhtml", said);
    }

    private ChangeCriteria.Rows rows(TableShape shape) {
        List<RowKey> keys = KeyLines.parse(key, shape.key().size());
        ChangeCriteria.Rows others =
                rows(said(column).map(ColumnName::new).stream().toList());
        return new ChangeCriteria.Rows(
                keys.stream().findFirst(),
                before.isEmpty() && after.isEmpty() ? others.columns() : List.of(),
                condition(before, beforeValue),
                condition(after, afterValue),
                others.operations());
    }

    private ChangeCriteria.Rows rows(List<ColumnName> columns) {
        return new ChangeCriteria.Rows(
                Optional.empty(),
                columns,
                Optional.empty(),
                Optional.empty(),
                operation.isEmpty() ? Set.of() : Set.of(Operation.valueOf(operation)));
    }

    private Optional<Condition> condition(String comparison, String value) {
        return comparison.isEmpty() || column.isEmpty()
                ? Optional.empty()
                : Optional.of(Comparison.valueOf(comparison).of(new ColumnName(column), value));
    }

    private static Optional<String> said(String text) {
        return Optional.of(text).filter(some -> !some.isEmpty());
    }

    private List<Long> numbers() {
        return Arrays.stream(transactions.split("[\\s,]+"))
                .filter(text -> !text.isEmpty())
                .map(TransactionNumbers::parse)
                .toList();
    }

    public String getTable() {
        return table;
    }

    public void setTable(String table) {
        this.table = table;
    }

    public String getKey() {
        return key;
    }

    public void setKey(String key) {
        this.key = key;
    }

    public String getColumn() {
        return column;
    }

    public void setColumn(String column) {
        this.column = column;
    }

    /** Whether a value has to be typed for a comparison; no comparison is empty text. */
    private static boolean takesValue(String comparison) {
        return !comparison.isEmpty() && Comparison.valueOf(comparison).isTakingValue();
    }

    public boolean isBeforeTakingValue() {
        return takesValue(before);
    }

    public boolean isAfterTakingValue() {
        return takesValue(after);
    }

    /** The name of a {@link Comparison}, or empty text. */
    public String getBefore() {
        return before;
    }

    public void setBefore(String before) {
        this.before = before;
    }

    public String getBeforeValue() {
        return beforeValue;
    }

    public void setBeforeValue(String beforeValue) {
        this.beforeValue = beforeValue;
    }

    public String getAfter() {
        return after;
    }

    public void setAfter(String after) {
        this.after = after;
    }

    public String getAfterValue() {
        return afterValue;
    }

    public void setAfterValue(String afterValue) {
        this.afterValue = afterValue;
    }

    public String getOperation() {
        return operation;
    }

    public void setOperation(String operation) {
        this.operation = operation;
    }

    public String getActor() {
        return actor;
    }

    public void setActor(String actor) {
        this.actor = actor;
    }

    public String getRequest() {
        return request;
    }

    public void setRequest(String request) {
        this.request = request;
    }

    public String getRelease() {
        return release;
    }

    public void setRelease(String release) {
        this.release = release;
    }

    public String getSessionUser() {
        return sessionUser;
    }

    public void setSessionUser(String sessionUser) {
        this.sessionUser = sessionUser;
    }

    public String getTransactions() {
        return transactions;
    }

    public void setTransactions(String transactions) {
        this.transactions = transactions;
    }

    public String getFrom() {
        return from;
    }

    public void setFrom(String from) {
        this.from = from;
    }

    public String getTo() {
        return to;
    }

    public void setTo(String to) {
        this.to = to;
    }

    public String getSinceRelease() {
        return sinceRelease;
    }

    public void setSinceRelease(String sinceRelease) {
        this.sinceRelease = sinceRelease;
    }
}
