package io.tillback.web.faces;

import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.Condition;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One chosen table on the form: which of its columns, which of its rows. */
public final class TableChoice implements Serializable {
    private static final long serialVersionUID = 1L;

    /** All columns, or some of them. */
    public enum ColumnsChoice {
        ALL,
        SOME
    }

    /** All rows, those with given keys, or those that match a condition. */
    public enum RowsChoice {
        ALL,
        KEYS,
        MATCHING
    }

    /** How the lines of a condition are joined. */
    public enum Join {
        AND("and", "and: all must hold"),
        OR("or", "or: one must hold");

        private final String word;
        private final String words;

        Join(String word, String words) {
            this.word = word;
            this.words = words;
        }

        public String getWord() {
            return word;
        }

        public String getWords() {
            return words;
        }
    }

    private final String schema;
    private final String name;
    private final List<String> columns;
    private final List<String> key;

    private ColumnsChoice columnsChoice = ColumnsChoice.ALL;
    private List<String> chosenColumns = new ArrayList<>();
    private RowsChoice rowsChoice = RowsChoice.ALL;
    private String keysText = "";
    private Join join = Join.AND;
    private RowScope.Side side = RowScope.Side.LIVE;
    private final List<ConditionLine> conditions = new ArrayList<>();
    private final PastChoice past = new PastChoice();

    TableChoice(TableShape shape) {
        schema = shape.id().schema();
        name = shape.id().name();
        columns = new ArrayList<>(shape.storedColumns().stream()
                .map(Column::name)
                .map(ColumnName::value)
                .toList());
        key = new ArrayList<>(shape.key().stream().map(ColumnName::value).toList());
        addCondition();
    }

    /** @param formerly what the table was called then, if it was called otherwise */
    RestoreScope toScope(Optional<TableId> formerly) {
        return new RestoreScope(table(), columnScope(), rowScope(), past.toPast(formerly));
    }

    public TableId table() {
        return new TableId(schema, name);
    }

    private ColumnScope columnScope() {
        return switch (columnsChoice) {
            case ALL -> new ColumnScope.AllColumns();
            case SOME ->
                new ColumnScope.Columns(
                        chosenColumns.stream().map(ColumnName::new).toList());
        };
    }

    private RowScope rowScope() {
        return switch (rowsChoice) {
            case ALL -> new RowScope.AllRows();
            case KEYS -> new RowScope.Keys(KeyLines.parse(keysText, key.size()));
            case MATCHING -> new RowScope.Matching(condition(), side);
        };
    }

    private Condition condition() {
        List<Condition> parts =
                conditions.stream().map(ConditionLine::toCondition).toList();
        return switch (join) {
            case AND -> new Condition.And(parts);
            case OR -> new Condition.Or(parts);
        };
    }

    /** @param lines as {@link KeyLines} writes them; empty for all rows */
    void takeKeys(String lines) {
        keysText = lines;
        rowsChoice = lines.isEmpty() ? RowsChoice.ALL : RowsChoice.KEYS;
    }

    public PastChoice getPast() {
        return past;
    }

    public void addCondition() {
        conditions.add(new ConditionLine(columns.get(0)));
    }

    public void removeCondition(ConditionLine line) {
        conditions.remove(line);
    }

    public String getId() {
        return table().toString();
    }

    public List<String> getColumns() {
        return columns;
    }

    public List<String> getKey() {
        return key;
    }

    /** What can be brought back by column: a key says which row it is and stays. */
    public List<String> getValueColumns() {
        return columns.stream().filter(column -> !key.contains(column)).toList();
    }

    public boolean isKeyComposite() {
        return key.size() > 1;
    }

    public boolean isSomeColumns() {
        return columnsChoice == ColumnsChoice.SOME;
    }

    public boolean isByKeys() {
        return rowsChoice == RowsChoice.KEYS;
    }

    public boolean isMatching() {
        return rowsChoice == RowsChoice.MATCHING;
    }

    public ColumnsChoice getColumnsChoice() {
        return columnsChoice;
    }

    public void setColumnsChoice(ColumnsChoice columnsChoice) {
        this.columnsChoice = columnsChoice;
    }

    public List<String> getChosenColumns() {
        return chosenColumns;
    }

    public void setChosenColumns(List<String> chosenColumns) {
        this.chosenColumns = chosenColumns;
    }

    public RowsChoice getRowsChoice() {
        return rowsChoice;
    }

    public void setRowsChoice(RowsChoice rowsChoice) {
        this.rowsChoice = rowsChoice;
    }

    public String getKeysText() {
        return keysText;
    }

    public void setKeysText(String keysText) {
        this.keysText = keysText;
    }

    public Join getJoin() {
        return join;
    }

    public void setJoin(Join join) {
        this.join = join;
    }

    public RowScope.Side getSide() {
        return side;
    }

    public void setSide(RowScope.Side side) {
        this.side = side;
    }

    public List<ConditionLine> getConditions() {
        return conditions;
    }
}
