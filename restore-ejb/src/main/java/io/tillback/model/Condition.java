package io.tillback.model;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A condition on one row: structured, never SQL text. Values are written as the database prints them.
 *
 * <p>Two-valued: where a column is null, {@code EQUAL} is false, {@code NOT_EQUAL} is true and every other comparison is
 * false, so that {@code not} always turns a row in into a row out.
 */
public sealed interface Condition {
    record Compare(ColumnName column, Operator operator, String value) implements Condition {}

    record IsNull(ColumnName column) implements Condition {}

    record In(ColumnName column, List<String> values) implements Condition {
        public In {
            values = List.copyOf(values);
            Check.notEmpty(values, "list of values");
        }
    }

    record And(List<Condition> all) implements Condition {
        public And {
            all = List.copyOf(all);
            Check.notEmpty(all, "'and'");
        }
    }

    record Or(List<Condition> any) implements Condition {
        public Or {
            any = List.copyOf(any);
            Check.notEmpty(any, "'or'");
        }
    }

    record Not(Condition not) implements Condition {}

    /** Comparisons; {@code LIKE} is the database's own text pattern with {@code %} and {@code _}. */
    enum Operator {
        EQUAL,
        NOT_EQUAL,
        LESS,
        AT_MOST,
        GREATER,
        AT_LEAST,
        LIKE
    }

    /** The columns that it names. */
    default Set<ColumnName> columns() {
        return match(
                compare -> Set.of(compare.column()),
                isNull -> Set.of(isNull.column()),
                in -> Set.of(in.column()),
                and -> columns(and.all()),
                or -> columns(or.any()),
                not -> not.not().columns());
    }

    private static Set<ColumnName> columns(List<Condition> some) {
        return some.stream().flatMap(each -> each.columns().stream()).collect(Collectors.toSet());
    }

    default <T> T match(
            Function<Compare, T> compare,
            Function<IsNull, T> isNull,
            Function<In, T> in,
            Function<And, T> and,
            Function<Or, T> or,
            Function<Not, T> not) {
        if (this instanceof Compare condition) {
            return compare.apply(condition);
        }
        if (this instanceof IsNull condition) {
            return isNull.apply(condition);
        }
        if (this instanceof In condition) {
            return in.apply(condition);
        }
        if (this instanceof And condition) {
            return and.apply(condition);
        }
        if (this instanceof Or condition) {
            return or.apply(condition);
        }
        return not.apply((Not) this);
    }
}
