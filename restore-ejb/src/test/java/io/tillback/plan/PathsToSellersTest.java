package io.tillback.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.ForeignKey;
import io.tillback.model.Protection;
import io.tillback.model.SellerPath;
import io.tillback.model.StoreSchema;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.plan.PathsToSellers.Proposal;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PathsToSellersTest {
    private static final TableId SELLER = new TableId("shop", "seller");

    private final Map<TableId, Draft> drafts = new LinkedHashMap<>();

    /** A table as far as it is built. */
    private record Draft(Set<ColumnName> columns, List<ForeignKey> keys) {}

    private Draft draft(TableId table) {
        return drafts.computeIfAbsent(table, unknown -> new Draft(new LinkedHashSet<>(), new ArrayList<>()));
    }

    private static TableId shop(String name) {
        return new TableId("shop", name);
    }

    private static List<ColumnName> names(String... names) {
        return List.of(names).stream().map(ColumnName::new).toList();
    }

    private void table(TableId table, String... named) {
        draft(table).columns().addAll(names(named));
    }

    private void refers(TableId from, List<ColumnName> fromColumns, TableId to, List<ColumnName> toColumns) {
        draft(from).columns().addAll(fromColumns);
        draft(to).columns().addAll(toColumns);
        draft(from)
                .keys()
                .add(new ForeignKey(
                        "key_" + draft(from).keys().size(),
                        from,
                        fromColumns,
                        to,
                        toColumns,
                        ForeignKey.CheckTiming.EACH_STATEMENT));
    }

    private void refers(String from, String column, String to) {
        refers(shop(from), names(column), shop(to), names("id"));
    }

    private PathsToSellers survey(String configured) {
        List<TableShape> tables = drafts.keySet().stream()
                .sorted(Comparator.comparing(TableId::toString))
                .map(table -> new TableShape(
                        table,
                        TableShape.Kind.PLAIN,
                        draft(table).columns().stream()
                                .map(name -> new Column(
                                        name,
                                        "text",
                                        Column.Nulls.ALLOWED,
                                        Column.Origin.WRITTEN,
                                        Column.Order.ORDERED))
                                .toList(),
                        List.of(),
                        draft(table).keys(),
                        List.of()))
                .toList();
        return new SellerPaths(SellerPath.parseAll(configured))
                .survey(new StoreSchema(tables, List.of(), List.of(), List.of()), Protection.ALL);
    }

    private List<String> proposed(String configured, TableId table) {
        return survey(configured).proposed().stream()
                .filter(proposal -> proposal.table().equals(table))
                .flatMap(proposal -> proposal.ways().stream())
                .map(SellerPath::text)
                .toList();
    }

    @Test
    void a_column_that_refers_to_the_seller_is_the_whole_path() {
        refers("product", "seller_id", "seller");

        assertThat(proposed("shop.seller(id)", shop("product"))).containsExactly("shop.product(seller_id)");
    }

    @Test
    void a_path_goes_over_as_few_tables_as_it_can() {
        refers("product", "seller_id", "seller");
        refers("file", "product_id", "product");
        refers("download", "file_id", "file");
        refers("download", "product_id", "product");

        assertThat(proposed("shop.seller(id)", shop("download")))
                .containsExactly("shop.download(product_id) -> shop.product(seller_id)");
        assertThat(proposed("shop.seller(id)", shop("file")))
                .containsExactly("shop.file(product_id) -> shop.product(seller_id)");
    }

    @Test
    void where_a_table_has_a_path_others_go_on_as_it_does() {
        refers("product", "seller_id", "seller");
        refers("product", "owner_id", "seller");
        refers("review", "product_id", "product");

        assertThat(proposed("shop.product(owner_id)", shop("review")))
                .containsExactly("shop.review(product_id) -> shop.product(owner_id)");
        assertThat(proposed("shop.product(owner_id)", SELLER))
                .as("what the path's end refers to")
                .containsExactly("shop.seller(id)");
    }

    @Test
    void of_several_shortest_ways_none_is_chosen() {
        refers("transfer", "from_id", "seller");
        refers("transfer", "to_id", "seller");

        PathsToSellers paths = survey("shop.seller(id)");

        assertThat(paths.proposed())
                .containsExactly(
                        new Proposal(shop("transfer"), ways("shop.transfer(from_id);", "shop.transfer(to_id)")));
        assertThat(paths.asProperties()).isEqualTo("""
                # choose: shop.transfer(from_id)
                # choose: shop.transfer(to_id)
                tillback.seller.paths=\\
                  shop.seller(id)
                """);
        assertThat(paths.sentences())
                .containsExactly("Rows of shop.transfer belong to no seller. By its foreign keys,"
                        + " tillback.seller.paths can hold one of shop.transfer(from_id) | shop.transfer(to_id)");
    }

    private static List<SellerPath> ways(String... paths) {
        return List.of(paths).stream()
                .flatMap(path -> SellerPath.parseAll(path).stream())
                .toList();
    }

    @Test
    void two_keys_over_the_same_columns_are_one_way() {
        refers("product", "seller_id", "seller");
        refers("product", "seller_id", "seller");

        assertThat(proposed("shop.seller(id)", shop("product"))).hasSize(1);
    }

    @Test
    void a_seller_who_refers_to_another_is_not_that_one() {
        refers("seller", "parent_id", "seller");
        refers("category", "parent_id", "category");

        assertThat(survey("shop.seller(id)").proposed()).isEmpty();
        assertThat(survey("shop.seller(id)").unreached()).containsExactly(shop("category"));
    }

    @Test
    void tables_in_a_circle_find_the_way_out_of_it() {
        refers("a", "b_id", "b");
        refers("b", "c_id", "c");
        refers("c", "a_id", "a");
        refers("c", "product_id", "product");
        table(shop("product"), "seller");

        assertThat(proposed("shop.product(seller)", shop("a")))
                .containsExactly("shop.a(b_id) -> shop.b(c_id) -> shop.c(product_id) -> shop.product(seller)");
        assertThat(survey("shop.product(seller); shop.c(a_id) -> shop.gone(x)").problems())
                .hasSize(1);
    }

    @Test
    void a_key_of_several_columns_that_holds_the_seller_needs_no_step() {
        refers(shop("orders"), names("tenant"), SELLER, names("id"));
        refers(shop("line"), names("tenant", "order_id"), shop("orders"), names("tenant", "id"));
        refers(shop("note"), names("region", "line_id"), shop("line"), names("region", "id"));

        assertThat(proposed("shop.orders(tenant)", shop("line"))).containsExactly("shop.line(tenant)");
        assertThat(proposed("shop.orders(tenant)", shop("note")))
                .containsExactly("shop.note(region, line_id) -> shop.line(tenant)");
    }

    @Test
    void names_of_any_kind_in_any_schema_can_be_pasted_as_they_are() throws IOException {
        TableId odd = new TableId("Sho.p \"2\"", "a -> b; \\ 'c'\n");
        refers(odd, names("größe, (x)", "Select"), shop("product"), names("seller", "id"));
        refers(new TableId("audit", "user"), names("a\tb"), odd, names("id"));
        table(shop("product"), "seller");

        PathsToSellers paths = survey("shop.product(seller)");
        Properties pasted = new Properties();
        pasted.load(new StringReader(paths.asProperties()));

        assertThat(paths.asProperties()).matches("\\p{ASCII}*");
        assertThat(SellerPath.parseAll(pasted.getProperty("tillback.seller.paths")))
                .hasSize(3)
                .containsAll(paths.configured())
                .containsAll(paths.proposed().stream()
                        .flatMap(proposal -> proposal.ways().stream())
                        .toList());
    }

    @Test
    void a_table_that_refers_to_itself_and_out_is_not_led_round() {
        refers("folder", "parent_id", "folder");
        refers("folder", "product_id", "product");
        table(shop("product"), "seller");

        assertThat(proposed("shop.product(seller)", shop("folder")))
                .containsExactly("shop.folder(product_id) -> shop.product(seller)");
    }

    @Test
    void of_very_many_ways_some_are_listed_and_soon() {
        for (int level = 0; level < 30; level++) {
            int next = level + 1;
            for (String from : List.of("l" + level + "a", "l" + level + "b")) {
                for (String to : List.of("l" + next + "a", "l" + next + "b")) {
                    refers(from, "to_" + to, to);
                }
            }
        }
        refers("l30a", "seller_id", "seller");
        refers("l30b", "seller_id", "seller");

        assertThat(proposed("shop.seller(id)", shop("l0a"))).hasSize(PathProposals.MOST_WAYS);
        assertThat(IntStream.range(0, 31).mapToObj(level -> shop("l" + level + "a")))
                .allSatisfy(
                        table -> assertThat(proposed("shop.seller(id)", table)).isNotEmpty());
    }

    @Test
    void nothing_configured_proposes_nothing() {
        refers("product", "seller_id", "seller");

        assertThat(survey("").proposed()).isEmpty();
        assertThat(survey("").asProperties()).isEqualTo("tillback.seller.paths=\\\n  \n");
    }
}
