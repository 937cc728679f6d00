package io.tillback.web.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.apply.Parts;
import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.ForeignKey;
import io.tillback.model.Part;
import io.tillback.model.PlanId;
import io.tillback.model.RestoreTarget;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.plan.ForeignKeyEffect;
import io.tillback.plan.SellerRows;
import io.tillback.plan.TablePlan;
import io.tillback.plan.TablePlan.Owners;
import io.tillback.plan.TablePlan.Reason;
import io.tillback.plan.TablePlan.Rebuild;
import io.tillback.plan.TablePlan.RowCounts;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanJsonTest {
    private static final Jsonb JSONB = JsonbBuilder.create();
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final TableId SELLER = new TableId("shop", "seller");
    private static final ColumnName ID = new ColumnName("id");
    private static final ForeignKey KEY = new ForeignKey(
            "product_seller",
            PRODUCT,
            List.of(new ColumnName("seller")),
            SELLER,
            List.of(ID),
            ForeignKey.CheckTiming.EACH_STATEMENT);

    private static final RestoreTarget TARGET = new RestoreTarget.AtInstant(Instant.EPOCH);

    @Test
    void a_table_that_is_created_again_shows_its_sql_in_the_order_it_runs() {
        TableShape shape = new TableShape(
                PRODUCT,
                TableShape.Kind.PLAIN,
                List.of(new Column(ID, "integer", Column.Nulls.REFUSED, Column.Origin.WRITTEN, Column.Order.ORDERED)),
                List.of(ID),
                List.of(),
                List.of());
        TablePlan dropped = new TablePlan(
                shape,
                1,
                List.of(ID),
                new RowCounts(2, 0, 0, 0, 0, 0),
                Reason.FOLLOWED,
                new Rebuild(List.of("CREATE TABLE …"), List.of("CREATE INDEX …")),
                Owners.MARKED);

        PlanJson.TablePlanJson json = PlanJson.TablePlanJson.of(dropped);

        assertThat(json.rebuild()).containsExactly("CREATE TABLE …", "CREATE INDEX …");
        assertThat(json.reason()).isEqualTo("followed");
        assertThat(json.owners()).isEqualTo("marked");
        assertThat(PlanJson.TablePlanJson.of(new TablePlan(shape, 1, List.of(ID), new RowCounts(0, 0, 0, 0, 0, 0)))
                        .rebuild())
                .isNull();
    }

    @Test
    void a_foreign_key_in_the_way_says_why_and_what_to_do() {
        PlanJson.ForeignKeyEffectJson missing =
                PlanJson.ForeignKeyEffectJson.of(new ForeignKeyEffect(KEY, 0, 2, Optional.empty()), TARGET);
        PlanJson.ForeignKeyEffectJson uncounted = PlanJson.ForeignKeyEffectJson.of(
                new ForeignKeyEffect(KEY, 0, 0, Optional.of("nobody may look")), TARGET);

        assertThat(missing.fact())
                .isEqualTo(
                        "2 rows it would write to shop.product refer to missing rows of shop.seller (product_seller)");
        assertThat(missing.hint()).contains("created, null or skipped").contains("shop.seller");
        assertThat(uncounted.uncounted()).isEqualTo("nobody may look");
        assertThat(uncounted.blocks()).isTrue();
        assertThat(uncounted.fact()).contains("nobody may look");
    }

    @Test
    void a_foreign_key_that_holds_says_nothing_more() {
        assertThat(JSONB.toJson(PlanJson.ForeignKeyEffectJson.of(new ForeignKeyEffect(KEY, 0, 0), TARGET)))
                .doesNotContain("fact", "hint", "uncounted");
    }

    @Test
    void each_seller_says_whether_an_applied_part_included_him() {
        Parts parts =
                new Parts(new PlanId("p4k8m2xq"), List.of(new Part.OfSellers(List.of("17"), Part.Unowned.INCLUDED)));
        List<SellerRows> sellers = List.of(
                new SellerRows(Optional.of("17"), 5, 1),
                new SellerRows(Optional.of("23"), 4, 0),
                new SellerRows(Optional.empty(), 3, 0));

        assertThat(JSONB.toJson(SellersJson.of(sellers, parts)))
                .isEqualTo("{\"parts\":[{\"of\":\"sellers\",\"sellers\":[\"17\"],\"withoutSeller\":\"include\"}],"
                        + "\"sellers\":[{\"keep\":1,\"seller\":\"17\",\"state\":\"applied\",\"write\":5},"
                        + "{\"keep\":0,\"seller\":\"23\",\"state\":\"left\",\"write\":4},"
                        + "{\"keep\":0,\"state\":\"applied\",\"write\":3}]}");
    }
}
