package io.tillback.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Condition.Operator;
import io.tillback.model.RestorePolicy.AddedRows;
import io.tillback.model.RestorePolicy.ChangedRows;
import io.tillback.model.RestorePolicy.MissingRows;
import io.tillback.model.RestorePolicy.StoreTriggers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {
    private static final ColumnName NAME = new ColumnName("größe \"x\"");

    private static Condition everyCondition() {
        List<Condition> all = new ArrayList<>();
        for (Operator operator : Operator.values()) {
            all.add(new Condition.Compare(NAME, operator, "it's \"1\"\n"));
        }
        all.add(new Condition.IsNull(NAME));
        all.add(new Condition.In(NAME, List.of("", "商品")));
        all.add(new Condition.Not(new Condition.Or(List.of(new Condition.IsNull(NAME), new Condition.IsNull(NAME)))));
        return new Condition.And(all);
    }

    private static List<RestoreScope> everyScope() {
        List<RestoreScope> scopes = new ArrayList<>();
        scopes.add(RestoreScope.wholeTable(new TableId("shop", "t0")));
        scopes.add(new RestoreScope(
                new TableId("a.b", "c \"d\""),
                new ColumnScope.Columns(List.of(NAME, new ColumnName("b"))),
                new RowScope.Keys(List.of(RowKey.of("1", ""), RowKey.of("2", "x")))));
        for (RowScope.Side side : RowScope.Side.values()) {
            scopes.add(new RestoreScope(
                    new TableId("shop", side.name()),
                    new ColumnScope.AllColumns(),
                    new RowScope.Matching(everyCondition(), side)));
        }
        return scopes;
    }

    @Test
    void a_request_with_every_kind_of_scope_and_condition_comes_back() {
        RestorePolicy policy =
                new RestorePolicy(MissingRows.LEAVE, ChangedRows.BRING_BACK, AddedRows.REMOVE, StoreTriggers.FIRE);
        for (RestoreTarget target : List.of(
                new RestoreTarget.AtSnapshot(new SnapshotId("20260301T090000Z-k3f9q2md")),
                new RestoreTarget.BeforeRestore(new RestoreId("r3st0r3")),
                new RestoreTarget.NewestHolding(),
                new RestoreTarget.BeforeRelease("build-105"))) {
            RestoreRequest request = new RestoreRequest(target, everyScope(), policy);

            assertThat(Json.read(Json.write(request), RestoreRequest.class)).isEqualTo(request);
            assertThat(Json.read(Json.writePretty(request), RestoreRequest.class))
                    .isEqualTo(request);
        }
    }

    @Test
    void names_are_single_strings_and_kinds_are_told() {
        String json = Json.write(new RestoreRequest(
                new RestoreTarget.AtSnapshot(new SnapshotId("20260301T090000Z-k3f9q2md")),
                List.of(RestoreScope.wholeTable(new TableId("shop", "product"))),
                RestorePolicy.bringBack()));

        assertThat(json)
                .contains("{\"kind\":\"snapshot\",\"snapshot\":\"20260301T090000Z-k3f9q2md\"}")
                .contains("\"columns\":{\"kind\":\"all\"},\"rows\":{\"kind\":\"all\"}");
    }

    @Test
    void what_a_later_version_adds_is_ignored() {
        assertThat(Json.read("{\"schema\":\"a\",\"name\":\"b\",\"colour\":\"red\"}", TableId.class))
                .isEqualTo(new TableId("a", "b"));
    }

    @Test
    void what_is_no_such_value_is_refused() {
        for (String text : List.of("", "{", "[]", "{\"kind\":\"unheard-of\"}", "{\"kind\":\"columns\",\"names\":[]}")) {
            assertThatExceptionOfType(RestoreException.class)
                    .as(text)
                    .isThrownBy(() -> Json.read(text, ColumnScope.class))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID))
                    .withMessageStartingWith("Cannot read ");
        }
    }

    @Test
    void null_is_no_value() {
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> Json.read("null", TableId.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID))
                .withMessage("Cannot read TableId: it is null");
    }
}
