package io.tillback.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Column;
import io.tillback.model.Column.Nulls;
import io.tillback.model.ColumnName;
import io.tillback.model.ForeignKey;
import io.tillback.model.ForeignKey.CheckTiming;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.plan.TablePlan;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteOrderTest {
    /** {@code to}, with a mark behind it: {@code ?} may be null, {@code ~} is checked at the commit. */
    private static TablePlan table(String name, String... references) {
        List<Column> columns = new ArrayList<>(List.of(column("id", Nulls.REFUSED)));
        List<ForeignKey> keys = new ArrayList<>();
        for (String reference : references) {
            String to = reference.replaceAll("[?~]", "");
            columns.add(column(to + "_id", reference.contains("?") ? Nulls.ALLOWED : Nulls.REFUSED));
            keys.add(new ForeignKey(
                    name + "_" + to,
                    id(name),
                    List.of(new ColumnName(to + "_id")),
                    id(to),
                    List.of(new ColumnName("id")),
                    reference.contains("~") ? CheckTiming.DEFERRABLE : CheckTiming.EACH_STATEMENT));
        }
        TableShape shape = new TableShape(
                id(name), TableShape.Kind.PLAIN, columns, List.of(new ColumnName("id")), keys, List.of());
        return new TablePlan(
                shape, 1, columns.stream().map(Column::name).toList(), new TablePlan.RowCounts(1, 0, 0, 0, 0, 0));
    }

    private static TableId id(String name) {
        return new TableId("shop", name);
    }

    private static Column column(String name, Nulls nulls) {
        return new Column(new ColumnName(name), "integer", nulls, Column.Origin.WRITTEN, Column.Order.ORDERED);
    }

    private static String order(TablePlan... tables) {
        WriteOrder order = WriteOrder.of(List.of(tables), List.of());
        List<String> names = new ArrayList<>();
        order.parentsFirst().forEach(table -> names.add(table.table().name()));
        order.linksLater().forEach(link -> names.add(link.key().name()));
        return String.join(" ", names);
    }

    @Test
    void parents_come_before_children_and_go_after_them() {
        TablePlan file = table("file", "product");
        TablePlan product = table("product", "seller");
        TablePlan seller = table("seller");

        assertThat(order(file, product, seller)).isEqualTo("seller product file");
        assertThat(WriteOrder.of(List.of(file, product, seller), List.of()).childrenFirst())
                .containsExactly(file, product, seller);
    }

    @Test
    void tables_that_do_not_refer_to_each_other_keep_their_order() {
        assertThat(order(table("b"), table("a"), table("c"))).isEqualTo("b a c");
    }

    @Test
    void a_table_outside_the_plan_orders_nothing() {
        assertThat(order(table("a", "elsewhere"), table("b"))).isEqualTo("a b");
    }

    @Test
    void a_key_within_one_table_orders_nothing() {
        assertThat(order(table("category", "category"))).isEqualTo("category");
    }

    @Test
    void a_key_that_is_checked_at_the_commit_gives_way_in_a_cycle_only() {
        assertThat(order(table("child", "parent~"), table("parent"))).isEqualTo("parent child");
        assertThat(order(table("a", "b~"), table("b", "a"))).isEqualTo("a b");
        assertThat(order(table("hanger", "a~"), table("a", "b~"), table("b", "a")))
                .isEqualTo("a hanger b");
        assertThat(order(table("hanger", "a~"), table("a", "b?"), table("b", "a")))
                .isEqualTo("a hanger b a_b");
    }

    @Test
    void a_key_that_only_a_partition_declares_orders_its_table() {
        TablePlan note = table("note");
        TablePlan product = table("product");
        ForeignKey key = table("note", "product").shape().foreignKeys().get(0);

        assertThat(WriteOrder.of(List.of(note, product), List.of(key)).parentsFirst())
                .containsExactly(product, note);
    }

    @Test
    void a_cycle_is_broken_where_null_is_allowed() {
        assertThat(order(table("a", "b"), table("b", "a?"))).isEqualTo("b a b_a");
        assertThat(order(table("a", "b"), table("b", "c?"), table("c", "a"))).isEqualTo("b a c b_c");
    }

    @Test
    void a_key_that_merely_hangs_off_a_cycle_is_left_alone() {
        assertThat(order(table("hanger", "a?"), table("a", "b"), table("b", "a?")))
                .isEqualTo("b a hanger b_a");
    }

    @Test
    void a_cycle_that_cannot_be_broken_is_named() {
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> order(table("free"), table("a", "b"), table("b", "a")))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.PLAN_BLOCKED))
                .satisfies(e -> assertThat(e.hint()).contains("DEFERRABLE"))
                .withMessage("Cannot order the tables: foreign keys form a cycle through shop.a, shop.b");
    }
}
