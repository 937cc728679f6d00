package io.tillback.web.faces;

import io.tillback.model.ColumnName;
import io.tillback.model.ColumnSource;
import java.io.Serializable;
import java.util.Optional;

/** One line of the column map: a column of today, and where it takes its value from. */
public final class ColumnSourceLine implements Serializable {
    private static final long serialVersionUID = 1L;

    /** A column of then, or one value for all rows. */
    public enum Source {
        COLUMN("takes the values of column"),
        VALUE("gets the same value in every row");

        private final String words;

        Source(String words) {
            this.words = words;
        }

        public String getWords() {
            return words;
        }
    }

    private String column;
    private Source source = Source.COLUMN;
    private String from;
    private String value = "";

    ColumnSourceLine(String column, String from) {
        this.column = column;
        this.from = from;
    }

    /** Empty while no column of then is chosen. */
    Optional<ColumnSource> toSource() {
        ColumnName now = new ColumnName(column);
        return switch (source) {
            case COLUMN ->
                Optional.of(from)
                        .filter(name -> !name.isEmpty())
                        .map(ColumnName::new)
                        .map(then -> ColumnSource.from(now, then));
            case VALUE -> Optional.of(ColumnSource.value(now, value));
        };
    }

    public String getColumn() {
        return column;
    }

    public void setColumn(String column) {
        this.column = column;
    }

    public Source getSource() {
        return source;
    }

    public void setSource(Source source) {
        this.source = source;
    }

    public String getFrom() {
        return from;
    }

    public void setFrom(String from) {
        this.from = from;
    }

    public String getValue() {
        return value;
    }

    public void setValue(String value) {
        this.value = value;
    }
}
