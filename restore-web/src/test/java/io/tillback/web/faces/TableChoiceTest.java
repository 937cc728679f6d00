package io.tillback.web.faces;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.ColumnSource;
import io.tillback.model.Condition;
import io.tillback.model.Past;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableChoiceTest {
    private static final TableId TABLE = new TableId("shop", "product_file");
    private final TableChoice choice = new TableChoice(new TableShape(
            TABLE,
            TableShape.Kind.PLAIN,
            List.of(column("id"), column("file_name")),
            List.of(new ColumnName("id")),
            List.of(),
            List.of()));

    @Test
    void a_table_chosen_and_left_alone_is_the_whole_table() {
        assertThat(choice.toScope(Optional.empty())).isEqualTo(RestoreScope.wholeTable(TABLE));
    }

    @Test
    void the_key_is_not_offered_among_the_columns_to_bring_back() {
        assertThat(choice.getValueColumns()).containsExactly("file_name");
    }

    @Test
    void chosen_columns_become_the_scope() {
        choice.setColumnsChoice(TableChoice.ColumnsChoice.SOME);
        choice.setChosenColumns(List.of("file_name"));

        assertThat(choice.toScope(Optional.empty()).columns())
                .isEqualTo(new ColumnScope.Columns(List.of(new ColumnName("file_name"))));
    }

    @Test
    void the_lines_of_a_condition_are_joined_and_asked_of_the_chosen_side() {
        choice.setRowsChoice(TableChoice.RowsChoice.MATCHING);
        choice.setJoin(TableChoice.Join.OR);
        choice.setSide(RowScope.Side.TARGET);
        ConditionLine line = choice.getConditions().get(0);
        line.setColumn("file_name");
        line.setComparison(Comparison.LIKE);
        line.setValue("%.pdf");
        choice.addCondition();
        choice.getConditions().get(1).setComparison(Comparison.IS_NOT_NULL);

        assertThat(choice.toScope(Optional.empty()).rows())
                .isEqualTo(new RowScope.Matching(
                        new Condition.Or(List.of(
                                new Condition.Compare(new ColumnName("file_name"), Condition.Operator.LIKE, "%.pdf"),
                                new Condition.Not(new Condition.IsNull(new ColumnName("id"))))),
                        RowScope.Side.TARGET));
    }

    @Test
    void a_column_map_begins_with_columns_that_have_no_namesake_and_becomes_the_past() {
        choice.getPast().toggle();
        choice.getPast().addLine(choice.getColumns(), List.of("id", "name"));
        choice.getPast().addLine(choice.getColumns(), List.of("id", "name"));
        choice.getPast().getLines().get(1).setColumn("id");
        choice.getPast().getLines().get(1).setSource(ColumnSourceLine.Source.VALUE);
        choice.getPast().getLines().get(1).setValue("7");
        choice.getPast().setMatchBy(List.of("file_name"));

        assertThat(choice.toScope(Optional.of(new TableId("shop", "file"))).past())
                .isEqualTo(new Past(
                        Optional.of(new TableId("shop", "file")),
                        List.of(
                                ColumnSource.from(new ColumnName("file_name"), new ColumnName("name")),
                                ColumnSource.value(new ColumnName("id"), "7")),
                        List.of(new ColumnName("file_name"))));
    }

    @Test
    void a_section_that_is_folded_again_says_nothing() {
        choice.getPast().toggle();
        choice.getPast().addLine(choice.getColumns(), List.of("id", "name"));
        choice.getPast().setMatchBy(List.of("file_name"));
        choice.getPast().toggle();

        assertThat(choice.toScope(Optional.empty())).isEqualTo(RestoreScope.wholeTable(TABLE));
    }

    private static Column column(String name) {
        return new Column(
                new ColumnName(name), "text", Column.Nulls.ALLOWED, Column.Origin.WRITTEN, Column.Order.ORDERED);
    }
}
