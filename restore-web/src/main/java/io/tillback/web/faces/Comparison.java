package io.tillback.web.faces;

import io.tillback.model.ColumnName;
import io.tillback.model.Condition;
import java.util.List;

/** What the condition builder offers between a column and a value. */
public enum Comparison {
    IS("is"),
    IS_NOT("is not"),
    LESS("is less than"),
    AT_MOST("is at most"),
    GREATER("is greater than"),
    AT_LEAST("is at least"),
    LIKE("matches the pattern"),
    IS_ONE_OF("is one of (one a line)"),
    IS_NULL("is empty (NULL)"),
    IS_NOT_NULL("is not empty");

    private final String words;

    Comparison(String words) {
        this.words = words;
    }

    Condition of(ColumnName column, String text) {
        return switch (this) {
            case IS -> new Condition.Compare(column, Condition.Operator.EQUAL, text);
            case IS_NOT -> new Condition.Compare(column, Condition.Operator.NOT_EQUAL, text);
            case LESS -> new Condition.Compare(column, Condition.Operator.LESS, text);
            case AT_MOST -> new Condition.Compare(column, Condition.Operator.AT_MOST, text);
            case GREATER -> new Condition.Compare(column, Condition.Operator.GREATER, text);
            case AT_LEAST -> new Condition.Compare(column, Condition.Operator.AT_LEAST, text);
            case LIKE -> new Condition.Compare(column, Condition.Operator.LIKE, text);
            case IS_ONE_OF -> new Condition.In(column, lines(text));
            case IS_NULL -> new Condition.IsNull(column);
            case IS_NOT_NULL -> new Condition.Not(new Condition.IsNull(column));
        };
    }

    public String getWords() {
        return words;
    }

    public boolean isTakingValue() {
        return this != IS_NULL && this != IS_NOT_NULL;
    }

    public boolean isTakingLines() {
        return this == IS_ONE_OF;
    }

    private static List<String> lines(String text) {
        return text.lines().filter(line -> !line.isEmpty()).toList();
    }
}
