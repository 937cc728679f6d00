package io.tillback.web.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.ColumnSource;
import io.tillback.model.Condition;
import io.tillback.model.Past;
import io.tillback.model.RestoreId;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestoreRequestJsonTest {
    private static final Jsonb JSONB = JsonbBuilder.create();
    private static final SnapshotId SNAPSHOT = new SnapshotId("20260301T090000Z-k3f9q2md");
    private static final ColumnName FILE_NAME = new ColumnName("file_name");

    @Test
    void a_request_with_columns_a_condition_and_a_policy_is_read() {
        RestoreRequest request = read("""
                {"target": {"snapshot": "20260301T090000Z-k3f9q2md"},
                 "tables": [{"schema": "shop", "table": "product", "columns": ["file_name"],
                             "where": {"column": "file_name", "is": "=", "value": "x"}, "side": "live"}],
                 "policy": {"missing": "leave", "changed": "leave", "added": "remove", "triggers": "fire"}}
                """);

        assertThat(request)
                .isEqualTo(new RestoreRequest(
                        new RestoreTarget.AtSnapshot(SNAPSHOT),
                        List.of(new RestoreScope(
                                new TableId("shop", "product"),
                                new ColumnScope.Columns(List.of(FILE_NAME)),
                                new RowScope.Matching(
                                        new Condition.Compare(FILE_NAME, Condition.Operator.EQUAL, "x"),
                                        RowScope.Side.LIVE))),
                        new RestorePolicy(
                                RestorePolicy.MissingRows.LEAVE,
                                RestorePolicy.ChangedRows.LEAVE,
                                RestorePolicy.AddedRows.REMOVE,
                                RestorePolicy.StoreTriggers.FIRE)));
    }

    @Test
    void what_is_left_out_means_all_columns_all_rows_and_the_policy_that_brings_back() {
        RestoreRequest request = read(ofTable("{\"schema\": \"shop\", \"table\": \"product\"}"));

        assertThat(request.scopes()).containsExactly(RestoreScope.wholeTable(new TableId("shop", "product")));
        assertThat(request.policy()).isEqualTo(RestorePolicy.bringBack());
    }

    @Test
    void a_restore_is_taken_back_without_naming_tables() {
        RestoreRequest request = read("{\"target\": {\"beforeRestore\": \"r7k2m9xq\"}}");

        assertThat(request.target()).isEqualTo(new RestoreTarget.BeforeRestore(new RestoreId("r7k2m9xq")));
        assertThat(request.scopes()).isEmpty();
    }

    @Test
    void numbers_and_booleans_are_taken_by_their_text_and_never_in_scientific_notation() {
        RestoreRequest request = read(
                ofTable(
                        "{\"schema\": \"s\", \"table\": \"t\", \"keys\": [[1, \"a\"], [1e2, true], [1.50, -0.0], [123456789012345678901234567890, false]]}"));

        assertThat(request.scopes().get(0).rows())
                .isEqualTo(new RowScope.Keys(List.of(
                        RowKey.of("1", "a"),
                        RowKey.of("100", "true"),
                        RowKey.of("1.50", "0.0"),
                        RowKey.of("123456789012345678901234567890", "false"))));
    }

    @Test
    void a_hundred_thousand_keys_are_read() {
        String keys =
                IntStream.range(0, 100_000).mapToObj(key -> "[\"" + key + "\"]").collect(Collectors.joining(","));

        RestoreRequest request = read(ofTable("{\"schema\": \"s\", \"table\": \"t\", \"keys\": [" + keys + "]}"));

        RowScope.Keys rows = (RowScope.Keys) request.scopes().get(0).rows();
        assertThat(rows.keys()).hasSize(100_000).endsWith(RowKey.of("99999"));
    }

    @Test
    void a_request_across_changed_schemas_and_along_foreign_keys_is_read() {
        RestoreRequest request = read("""
                {"target": {"snapshot": "20260301T090000Z-k3f9q2md"},
                 "tables": [{"schema": "shop", "table": "product", "was": {"schema": "old", "table": "article"},
                             "columnMap": [{"column": "file_name", "from": "name"}, {"column": "owner", "value": 7}],
                             "matchBy": ["sku"]}],
                 "policy": {"dependents": "follow", "missingReferences": "null"}}
                """);

        assertThat(request.scopes())
                .containsExactly(RestoreScope.wholeTable(new TableId("shop", "product"))
                        .withPast(new Past(
                                Optional.of(new TableId("old", "article")),
                                List.of(
                                        ColumnSource.from(FILE_NAME, new ColumnName("name")),
                                        ColumnSource.value(new ColumnName("owner"), "7")),
                                List.of(new ColumnName("sku")))));
        assertThat(request.policy())
                .isEqualTo(RestorePolicy.bringBack()
                        .withDependents(RestorePolicy.Dependents.FOLLOW)
                        .withMissingReferences(RestorePolicy.MissingReferences.NULL));
    }

    static Stream<RestoreRequest> requests() {
        RestoreTarget target = new RestoreTarget.AtSnapshot(SNAPSHOT);
        Stream<RowScope> rows = Stream.concat(
                Stream.of(
                        new RowScope.AllRows(),
                        new RowScope.Keys(List.of(RowKey.of("1", ""), RowKey.of("ö\"\\\n", "null")))),
                conditions().flatMap(condition -> Stream.of(RowScope.Side.values())
                        .map(side -> new RowScope.Matching(condition, side))));
        Stream<RestoreRequest> byRows = rows.map(scope -> new RestoreRequest(
                target,
                List.of(new RestoreScope(new TableId("shop", "order"), new ColumnScope.AllColumns(), scope)),
                RestorePolicy.bringBack()));
        Stream<RestoreRequest> byNames = hostileNames()
                .map(name -> new RestoreRequest(
                        new RestoreTarget.BeforeRestore(new RestoreId("r7k2m9xq")),
                        List.of(new RestoreScope(
                                new TableId(name, name),
                                new ColumnScope.Columns(List.of(new ColumnName(name))),
                                new RowScope.Matching(
                                        new Condition.IsNull(new ColumnName(name)), RowScope.Side.EITHER))),
                        RestorePolicy.bringBack()));
        return Stream.of(byRows, byNames, byPasts(target), byPolicies(target)).flatMap(each -> each);
    }

    private static Stream<RestoreRequest> byPasts(RestoreTarget target) {
        Stream<Past> pasts = hostileNames()
                .map(name -> new Past(
                        Optional.of(new TableId(name, name)),
                        List.of(
                                ColumnSource.from(new ColumnName(name), new ColumnName(name)),
                                ColumnSource.value(FILE_NAME, name)),
                        List.of(new ColumnName(name))));
        return Stream.concat(pasts, Stream.of(Past.of(ColumnSource.value(FILE_NAME, ""))))
                .map(past -> new RestoreRequest(
                        target,
                        List.of(RestoreScope.wholeTable(new TableId("shop", "product"))
                                .withPast(past)),
                        RestorePolicy.bringBack()));
    }

    private static Stream<RestoreRequest> byPolicies(RestoreTarget target) {
        return Stream.of(RestorePolicy.Dependents.values()).flatMap(dependents -> Stream.of(
                        RestorePolicy.MissingReferences.values())
                .map(missing -> new RestoreRequest(
                        target,
                        List.of(RestoreScope.wholeTable(new TableId("shop", "product"))),
                        RestorePolicy.bringBack().withDependents(dependents).withMissingReferences(missing))));
    }

    private static Stream<Condition> conditions() {
        Condition isNull = new Condition.IsNull(new ColumnName("user"));
        Stream<Condition> compare = Stream.of(Condition.Operator.values())
                .map(operator -> new Condition.Compare(FILE_NAME, operator, "it's \"50%\""));
        return Stream.concat(
                compare,
                Stream.of(
                        isNull,
                        new Condition.In(FILE_NAME, List.of("", "a")),
                        new Condition.Not(isNull),
                        new Condition.And(
                                List.of(isNull, new Condition.Or(List.of(isNull, new Condition.Not(isNull))))),
                        new Condition.Or(List.of(isNull))));
    }

    private static Stream<String> hostileNames() {
        return Stream.of(
                "user",
                "order",
                "Select",
                "a.b",
                "\"",
                "'; drop table x; --",
                "größe",
                "表",
                "😀",
                " ",
                "\\",
                "__proto__");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void a_request_that_is_written_reads_back_the_same(RestoreRequest request) {
        String json = JSONB.toJson(RestoreRequestJson.of(request));

        assertThat(read(json)).isEqualTo(request);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"colums": ["a"]}                                        | tables[0] has no property 'colums'           | Use only: schema, table, columns, keys, where, side, was, columnMap, matchBy.
                    {"columns": []}                                          | tables[0].columns is empty                   | Give at least one element.
                    {"was": "shop.article"}                                  | tables[0].was is a string, not a JSON object | Give a JSON object.
                    {"was": {"schema": "shop"}}                              | tables[0].was.table is missing               | Add it.
                    {"was": {"schema": "shop", "table": ""}}                 | tables[0].was.table is empty                 | Give the name as the database spells it; GET store lists them.
                    {"was": {"schema": "shop", "name": "a"}}                 | tables[0].was has no property 'name'         | Use only: schema, table.
                    {"columnMap": []}                                        | tables[0].columnMap is empty                 | Give at least one element.
                    {"columnMap": {"a": "b"}}                                | tables[0].columnMap is an object, not a JSON array | Give a JSON array.
                    {"columnMap": [{"from": "a"}]}                           | tables[0].columnMap[0].column is missing     | Add it.
                    {"columnMap": [{"column": "a"}]}                         | tables[0].columnMap[0] maps from nothing     | Give 'from', a column of then, or 'value', one value for all rows.
                    {"columnMap": [{"column": "a", "from": "b", "value": "c"}]} | tables[0].columnMap[0] has from and value together | Give 'from', a column of then, or 'value', one value for all rows.
                    {"columnMap": [{"column": "a", "value": null}]}          | tables[0].columnMap[0].value is null         | Leave the column out of the map: created rows then get its default.
                    {"columnMap": [{"column": "a", "from": ""}]}             | tables[0].columnMap[0].from is empty         | Give the name as the database spells it; GET store lists them.
                    {"columnMap": [{"column": "a", "from": "b"}, {"column": "a", "value": "c"}]} | tables[0].columnMap[1] maps column 'a' like tables[0].columnMap[0] | Map each column once.
                    {"matchBy": ["a", "a"]}                                  | tables[0].matchBy[1] names 'a' again         | Name each column once.
                    {"matchBy": []}                                          | tables[0].matchBy is empty                   | Give at least one element.
                    {"columns": ["a", "a"]}                                  | tables[0].columns[1] names 'a' again         | Name each column once.
                    {"columns": [""]}                                        | tables[0].columns[0] is empty                | Give the name as the database spells it; GET store lists them.
                    {"columns": "a"}                                         | tables[0].columns is a string, not a JSON array | Give a JSON array.
                    {"columns": [1]}                                         | tables[0].columns[0] is a number, not a string | Put it in double quotes.
                    {"keys": []}                                             | tables[0].keys is empty                      | Give at least one element.
                    {"keys": [[]]}                                           | tables[0].keys[0] is empty                   | Give at least one element.
                    {"keys": ["1"]}                                          | tables[0].keys[0] is a string, not a JSON array | Give a JSON array.
                    {"keys": [["1"], [null]]}                                | tables[0].keys[1][0] is null                 | A key column is never null: give its value, or leave this key out.
                    {"keys": [[1e999999999]]}                                | tables[0].keys[0][0] has more than 1000 digits | Give it as a string.
                    {"keys": [["1"]], "where": {"column": "a", "isNull": true}} | tables[0] has keys and where together     | Name the rows by 'keys' or by 'where', or make two plans.
                    {"side": "live"}                                         | tables[0].side goes with 'where' only        | Leave it out.
                    {"where": {"column": "a", "isNull": true}}               | tables[0].side is missing                    | Say which state of a row 'where' is asked of: live (as it is now), target (as it was) or either.
                    {"where": {"column": "a", "isNull": true}, "side": "Live"} | tables[0].side cannot be 'Live'            | Use one of: live, target, either.
                    {"where": {}}                                            | tables[0].where tests nothing                | Give 'column' with exactly one of is, in, isNull; or exactly one of and, or, not.
                    {"where": {"column": "a", "is": "!=", "value": "1"}}     | tables[0].where.is cannot be '!='            | Use one of: =, <>, <, <=, >, >=, like.
                    {"where": {"column": "a", "is": "="}}                    | tables[0].where.value is missing             | Give what the column is compared with. Ask for null with {"column": …, "isNull": true}, combined by 'or' where needed.
                    {"where": {"column": "a", "is": "=", "value": null}}     | tables[0].where.value is null                | Ask for null with {"column": …, "isNull": true}, combined by 'or' where needed.
                    {"where": {"column": "a", "in": ["b", null]}}            | tables[0].where.in[1] is null                | Ask for null with {"column": …, "isNull": true}, combined by 'or' where needed.
                    {"where": {"column": "a", "value": "1", "isNull": true}} | tables[0].where.value goes with 'is' only    | Give 'column' with exactly one of is, in, isNull; or exactly one of and, or, not.
                    {"where": {"is": "=", "value": "1"}}                     | tables[0].where.column is missing            | Name the column that the condition is about.
                    {"where": {"column": "a", "not": {"column": "b", "isNull": true}}} | tables[0].where.column does not go with 'not' | Give 'column' with exactly one of is, in, isNull; or exactly one of and, or, not.
                    {"where": {"column": "a", "isNull": "yes"}}              | tables[0].where.isNull is a string           | Give true or false, without quotes.
                    {"where": {"and": [{"column": "a", "isNull": true}, {"or": [{"not": {"column": "a", "is": "~", "value": "1"}}]}]}} | tables[0].where.and[1].or[0].not.is cannot be '~' | Use one of: =, <>, <, <=, >, >=, like.
                    """)
    void a_wrong_table_is_refused_with_its_place_and_the_next_step(String properties, String fact, String hint) {
        String rest = properties.substring(1);
        String table = "{\"schema\": \"s\", \"table\": \"t\", " + rest;

        assertRefused(ofTable(table), "Cannot read the request: " + fact, hint);
    }

    @Test
    void two_tests_in_one_condition_are_refused() {
        assertRefused(
                ofTable("{\"schema\": \"s\", \"table\": \"t\", \"side\": \"live\", "
                        + "\"where\": {\"column\": \"a\", \"in\": [\"1\"], \"isNull\": true}}"),
                "Cannot read the request: tables[0].where has in and isNull together",
                "Give 'column' with exactly one of is, in, isNull; or exactly one of and, or, not.");
    }

    @Test
    void a_target_names_one_state() {
        assertRefused(
                "{\"target\": {}}",
                "Cannot read the request: target names no state",
                "Give exactly one of snapshot, beforeRestore, instant, beforeTransaction, newestHolding, withoutTransactions, beforeRelease.");
        assertRefused(
                "{\"target\": {\"snapshot\": \"yesterday\"}}",
                "Cannot read the request: target.snapshot cannot be 'yesterday'",
                "Copy the 'id' from GET snapshots.");
        assertRefused(
                "{\"target\": {\"snapshot\": \"20260301T090000Z-k3f9q2md\"}}",
                "Cannot read the request: tables is missing",
                "Name at least one table, as {\"schema\": …, \"table\": …}.");
    }

    @Test
    void transactions_to_be_left_out_are_named_by_their_numbers_and_come_back_as_they_were() {
        String tables = "\"tables\": [{\"schema\": \"s\", \"table\": \"t\"}]}";
        RestoreRequest request =
                read("{\"target\": {\"withoutTransactions\": [\"734122\", \"18446744073709551615\"]}, " + tables);

        assertThat(request.target()).isEqualTo(new RestoreTarget.WithoutTransactions(List.of(734122L, -1L)));
        assertThat(RestoreTargetJson.of(request.target()).withoutTransactions())
                .containsExactly("734122", "18446744073709551615");
        assertRefused(
                "{\"target\": {\"withoutTransactions\": [\"1\", \"x\"]}, " + tables,
                "Cannot read the request: target.withoutTransactions[1] cannot be 'x'",
                "Write a transaction's number as \"734122\".");
    }

    @Test
    void a_table_is_named_once() {
        assertRefused(
                ofTable("{\"schema\": \"s\", \"table\": \"t\"}, {\"schema\": \"s\", \"table\": \"t\"}"),
                "Cannot read the request: tables[1] names s.t like tables[0]",
                "Name each table once: put the conditions together with 'or'.");
    }

    @Test
    void a_policy_takes_its_own_words_only() {
        assertRefused(
                "{\"target\": {\"beforeRestore\": \"r7k2m9xq\"}, \"policy\": {\"changed\": \"BRING_BACK\"}}",
                "Cannot read the request: policy.changed cannot be 'BRING_BACK'",
                "Use one of: bring-back, leave.");
        assertRefused(
                "{\"target\": {\"beforeRestore\": \"r7k2m9xq\"}, \"policy\": {\"missingReferences\": null}}",
                "Cannot read the request: policy.missingReferences is null",
                "Leave it out, or give it a value.");
        assertRefused(
                "{\"target\": {\"beforeRestore\": \"r7k2m9xq\"}, \"policy\": {\"dependents\": \"cascade\"}}",
                "Cannot read the request: policy.dependents cannot be 'cascade'",
                "Use one of: leave, follow.");
    }

    @Test
    void a_property_given_twice_is_refused_because_one_of_them_would_be_lost() {
        assertRefused(
                "{\"target\": {\"beforeRestore\": \"r7k2m9xq\"}, \"target\": {\"beforeRestore\": \"r7k2m9xz\"}}",
                "Cannot read the request: target is given twice",
                "Give it once.");
    }

    @Test
    void conditions_nested_without_end_are_refused_and_do_not_exhaust_the_stack() {
        String deep = "{\"not\": ".repeat(50_000);

        assertRefused(
                ofTable("{\"schema\": \"s\", \"table\": \"t\", \"where\": " + deep),
                "is nested deeper than 64 levels",
                "Flatten the conditions.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "nope",
                "[1",
                "{\"target\"",
                "{\"target\": {\"snapshot\": \"\u0001\"}}",
                "{} {}",
                "\u0000"
            })
    void what_is_not_json_is_refused_without_the_parser_s_words(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOfSatisfying(RestoreException.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.REQUEST_INVALID);
            assertThat(refused).hasMessageMatching("Cannot read the request: [\\w .,'\\[\\]]+");
        });
    }

    private static String ofTable(String table) {
        return "{\"target\": {\"snapshot\": \"20260301T090000Z-k3f9q2md\"}, \"tables\": [" + table + "]}";
    }

    private static void assertRefused(String json, String message, String hint) {
        assertThatThrownBy(() -> read(json)).isInstanceOfSatisfying(RestoreException.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.REQUEST_INVALID);
            assertThat(refused).hasMessageContaining(message);
            assertThat(refused.hint()).isEqualTo(hint);
        });
    }

    private static RestoreRequest read(String json) {
        return RecordReader.read(
                        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), RestoreRequestJson.class)
                .toModel();
    }
}
