package io.tillback.web.faces;

import io.tillback.model.ColumnName;
import io.tillback.model.Condition;
import java.io.Serializable;

/** One line of the condition builder: a column, a comparison, a value. */
public final class ConditionLine implements Serializable {
    private static final long serialVersionUID = 1L;

    private String column;
    private Comparison comparison = Comparison.IS;
    private String value = "";

    ConditionLine(String column) {
        this.column = column;
    }

    Condition toCondition() {
        return comparison.of(new ColumnName(column), value);
    }

    public String getColumn() {
        return column;
    }

    public void setColumn(String column) {
        this.column = column;
    }

    public Comparison getComparison() {
        return comparison;
    }

    public void setComparison(Comparison comparison) {
        this.comparison = comparison;
    }

    public String getValue() {
        return value;
    }

    public void setValue(String value) {
        this.value = value;
    }
}
