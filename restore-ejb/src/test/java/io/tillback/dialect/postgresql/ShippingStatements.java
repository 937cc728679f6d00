package io.tillback.dialect.postgresql;

import io.tillback.dialect.Dialect;
import io.tillback.dialect.RebuildSql;
import io.tillback.model.Companion;
import io.tillback.model.Moment;
import io.tillback.model.Nesting;
import io.tillback.model.OnFailure;
import io.tillback.model.Recording;
import io.tillback.model.ShippedPart;
import io.tillback.model.TableShape;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What is shipped of a table, and how changes are laid upon it again. */
final class ShippingStatements {
    private ShippingStatements() {}

    static Stream<Arguments> of(Dialect dialect, TableShape table) {
        Companion companion = new Companion(4, table, Recording.STATEMENTS, Nesting.NONE, OnFailure.FAIL_THE_WRITE);
        Moment noon = new Moment("100:104:100,102", Instant.parse("2026-03-01T12:00:00Z"));
        RebuildSql sql = dialect.rebuild();
        return Stream.of(
                Arguments.of(
                        "what-is-shipped-of-a-table-with-hostile-names",
                        Stream.of(ShippedPart.values())
                                .map(part -> dialect.journal().ship(companion, noon, part))
                                .collect(Collectors.joining(";\n"))),
                Arguments.of(
                        "changes-laid-upon-a-rebuilt-table",
                        Stream.of(
                                        sql.beginChanges(table),
                                        sql.beginStep(table, 7),
                                        sql.findLastSteps(table),
                                        List.of(sql.takeOut(table), sql.putIn(table)),
                                        sql.endChanges())
                                .flatMap(Collection::stream)
                                .collect(Collectors.joining(";\n"))));
    }
}
