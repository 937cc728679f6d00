package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.ColumnName;
import io.tillback.model.Condition;
import io.tillback.model.Condition.Operator;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.plan.PlanPage;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every comparison over every type, on tables with a low, a middle and a high value and a null, numbered 1 to 4. */
class ConditionsIT {
    /** @param spelled the middle value as somebody else might write it */
    private record Type(String name, String low, String middle, String high, String spelled) {
        TableId table() {
            return new TableId("public", "of " + name);
        }
    }

    private static final List<Type> ORDERED = List.of(
            new Type("smallint", "-32768", "7", "32767", "007"),
            new Type("integer", "-5", "0", "2147483647", "-0"),
            new Type("bigint", "-9223372036854775808", "42", "9223372036854775807", " 42 "),
            new Type("numeric", "-1.5", "1.50", "NaN", "1.5"),
            new Type("numeric(10,2)", "-99999999.99", "0.10", "12345678.90", "0.1"),
            new Type("real", "-Infinity", "0.1", "NaN", "1e-1"),
            new Type("double precision", "-Infinity", "0.1", "NaN", "1e-1"),
            new Type("text", "", "it''s \"b\"", "z", "it's \"b\""),
            new Type("varchar(3)", "a", "abc", "b", "abc"),
            new Type("char(5)", "a", "ab", "b", "ab   "),
            new Type("bytea", "\\x00", "\\x61ff", "\\xff", "\\x61FF"),
            new Type("date", "4714-11-24 BC", "2026-03-01", "infinity", "1 Mar 2026"),
            new Type("time", "00:00:00", "09:00:00.000001", "24:00:00", "9:00:00.000001"),
            new Type("timestamp(3)", "-infinity", "2026-03-01 09:00:00.123", "infinity", "2026-03-01T09:00:00.123"),
            new Type("timestamptz", "-infinity", "2026-03-01 09:00:00+00", "infinity", "2026-03-01T10:00:00+01:00"),
            new Type("interval", "-1 day", "1 day", "1 mon 00:00:00.5", "24 hours"),
            new Type(
                    "uuid",
                    "00000000-0000-0000-0000-000000000000",
                    "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                    "ffffffff-ffff-ffff-ffff-ffffffffffff",
                    "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"),
            new Type("jsonb", "\"a\"", "{\"a\": 1}", "{\"a\": 1, \"b\": 2}", "{\"a\":1.0}"),
            new Type("inet", "10.0.0.1", "10.0.0.2", "fe80::1", "10.0.0.2/32"),
            new Type("cidr", "10.0.0.0/8", "10.1.0.0/16", "fe80::/64", "10.1/16"),
            new Type("macaddr", "00:00:00:00:00:01", "08:00:2b:01:02:03", "ff:ff:ff:ff:ff:ff", "08002b:010203"),
            new Type("bit(3)", "001", "011", "101", "011"),
            new Type("bit varying(5)", "0", "01", "11111", "01"),
            new Type("int4range", "empty", "[1,5)", "[1,)", "[1,4]"),
            new Type("int[]", "{}", "{1,NULL,3}", "{2}", "{ 1, null, 3 }"),
            new Type("numeric(4,1)[]", "{1.0}", "{1.5}", "{2.0}", "{1.50}"),
            new Type("mood", "sad", "ok", "glad", "ok"),
            new Type("code", "A1", "B2", "C3", "B2"),
            new Type("pair", "(1,a)", "(1,b)", "(,)", "( 1,b)"),
            new Type("money", "-$1.00", "$1,000.50", "$2,000.00", "1000.5"),
            new Type("tsvector", "", "''fat'':2", "''cat'':3 ''sat'':4", "fat:2"),
            new Type("oid", "1", "26", "4294967295", " 26"),
            new Type("pg_lsn", "0/0", "0/16B3748", "FF/0", "0/16b3748"));
    private static final List<Type> UNORDERED = List.of(
            new Type("json", "1", "{\"b\": 1,  \"a\": 2}", "[]", "{\"b\": 1,  \"a\": 2}"),
            new Type("xml", "<a/>", "<b>1</b>", "text", "<b>1</b>"),
            new Type("point", "(0,0)", "(1,2)", "(2,2)", "1,2"),
            new Type("json[]", "{}", "{1}", "{2}", "{1}"));
    /** Enough where the type makes no difference. */
    private static final List<Type> SOME = ORDERED.subList(3, 9);

    private static final List<Type> SOME_AND_UNORDERED =
            Stream.concat(SOME.stream(), UNORDERED.stream()).toList();

    private static final TableId FIRST = ORDERED.get(1).table();

    private static Engine engine;
    private static Manifest manifest;

    @BeforeAll
    static void fill_a_table_for_each_type() throws SQLException {
        engine = Engine.on("""
                CREATE TYPE mood AS ENUM ('sad', 'ok', 'glad');
                CREATE DOMAIN code AS varchar(2) CHECK (VALUE ~ '^[A-Z][0-9]$');
                CREATE TYPE pair AS (number int, name text);
                """);
        StringBuilder script = new StringBuilder();
        for (Type type : all()) {
            script.append("""
                    CREATE TABLE "of %1$s" (id int PRIMARY KEY, v %1$s, mark text, loud text GENERATED ALWAYS AS (upper(mark)) STORED);
                    INSERT INTO "of %1$s" VALUES (1, '%2$s', 'then'), (2, '%3$s', 'then'), (3, '%4$s', 'then'), (4, NULL, 'then');
                    """.formatted(type.name(), type.low(), type.middle(), type.high()));
        }
        engine.sql(script.toString());
        manifest = engine.takeSnapshot();
        StringBuilder damage = new StringBuilder();
        all().forEach(type -> damage.append("UPDATE \"of %s\" SET mark = 'now';".formatted(type.name())));
        engine.sql(damage.toString());
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static List<Type> all() {
        List<Type> all = new ArrayList<>(ORDERED);
        all.addAll(UNORDERED);
        return all;
    }

    private static Condition v(Operator operator, String value) {
        return Requests.compare("v", operator, value);
    }

    private static final Condition IS_NULL = new Condition.IsNull(new ColumnName("v"));

    @Test
    void equal_not_equal_in_and_is_null_hold_for_the_same_rows_whatever_the_type() throws SQLException {
        assertPicks("2", all(), type -> v(Operator.EQUAL, type.spelled()));
        assertPicks("134", SOME_AND_UNORDERED, type -> v(Operator.NOT_EQUAL, type.spelled()));
        assertPicks("134", SOME_AND_UNORDERED, type -> new Condition.Not(v(Operator.EQUAL, type.spelled())));
        assertPicks(
                "23",
                all(),
                type -> new Condition.In(
                        new ColumnName("v"), List.of(type.spelled(), type.high().replace("''", "'"))));
        assertPicks(
                "134",
                SOME_AND_UNORDERED,
                type -> new Condition.Not(new Condition.In(new ColumnName("v"), List.of(type.spelled()))));
        assertPicks("4", all(), type -> IS_NULL);
        assertPicks("123", SOME_AND_UNORDERED, type -> new Condition.Not(IS_NULL));
    }

    @Test
    void comparisons_by_order_hold_for_the_same_rows_whatever_the_type() throws SQLException {
        assertPicks("1", ORDERED, type -> v(Operator.LESS, type.spelled()));
        assertPicks("12", SOME, type -> v(Operator.AT_MOST, type.spelled()));
        assertPicks("3", SOME, type -> v(Operator.GREATER, type.spelled()));
        assertPicks("23", ORDERED, type -> v(Operator.AT_LEAST, type.spelled()));
        assertPicks("234", SOME, type -> new Condition.Not(v(Operator.LESS, type.spelled())));
        assertPicks("124", SOME, type -> new Condition.Not(v(Operator.GREATER, type.spelled())));
    }

    @Test
    void conditions_are_joined_by_and_or_and_not() throws SQLException {
        assertPicks(
                "3",
                SOME,
                type -> new Condition.And(
                        List.of(v(Operator.AT_LEAST, type.spelled()), v(Operator.NOT_EQUAL, type.spelled()))));
        assertPicks("124", SOME, type -> new Condition.Or(List.of(v(Operator.AT_MOST, type.spelled()), IS_NULL)));
        assertPicks(
                "3",
                SOME,
                type -> new Condition.Not(new Condition.Or(List.of(v(Operator.AT_MOST, type.spelled()), IS_NULL))));
        assertPicks(
                "24",
                SOME,
                type -> new Condition.Or(List.of(
                        new Condition.And(List.of(v(Operator.EQUAL, type.spelled()), new Condition.Not(IS_NULL))),
                        new Condition.And(List.of(IS_NULL, new Condition.Not(v(Operator.EQUAL, type.spelled())))))));
    }

    @Test
    void like_looks_at_the_text_that_the_database_prints() throws SQLException {
        assertPicks("123", all(), type -> v(Operator.LIKE, "%"));
        assertPicks("4", SOME_AND_UNORDERED, type -> new Condition.Not(v(Operator.LIKE, "%")));
        assertThat(picked("of text", v(Operator.LIKE, "it's _b_"))).isEqualTo("2");
        assertThat(picked("of numeric(10,2)", v(Operator.LIKE, "%.90"))).isEqualTo("3");
        assertThat(picked("of char(5)", v(Operator.LIKE, "ab"))).isEqualTo("2");
        assertThat(picked("of timestamptz", v(Operator.LIKE, "2026-03-01 09:%")))
                .isEqualTo("2");
        assertThat(picked("of mood", v(Operator.LIKE, "%ad"))).isEqualTo("13");
    }

    @Test
    void a_value_longer_than_its_column_equals_nothing() throws SQLException {
        assertThat(picked("of varchar(3)", v(Operator.EQUAL, "abcd"))).isEmpty();
        assertThat(picked("of char(5)", v(Operator.EQUAL, "ab    x"))).isEmpty();
        assertThat(picked("of bit(3)", v(Operator.EQUAL, "0110"))).isEmpty();
        assertThat(picked("of numeric(10,2)", v(Operator.EQUAL, "0.104"))).isEmpty();
        assertThat(picked("of timestamp(3)", v(Operator.EQUAL, "2026-03-01 09:00:00.1231")))
                .isEmpty();
    }

    private static void assertPicks(String rows, List<Type> types, Function<Type, Condition> condition)
            throws SQLException {
        List<RestoreScope> scopes = types.stream()
                .map(type -> Requests.rows(type.table(), Requests.where(condition.apply(type))))
                .toList();
        Plan plan = engine.plan(Requests.request(manifest, Requests.EXACTLY, scopes), manifest);
        Map<String, String> picked = new TreeMap<>();
        Map<String, String> expected = new TreeMap<>();
        plan.tables().forEach(table -> {
            picked.put(table.table().name(), keys(plan, table.table()));
            expected.put(table.table().name(), rows);
        });
        assertThat(picked).as(condition.apply(types.get(0)).toString()).isEqualTo(expected);
    }

    private static String keys(Plan plan, TableId table) {
        StringBuilder keys = new StringBuilder();
        for (PlanPage.Row row : engine.rows(plan, plan.findTable(table).orElseThrow())) {
            keys.append(row.key());
        }
        return keys.toString();
    }

    private static String picked(String table, Condition condition) throws SQLException {
        return picked(new TableId("public", table), Requests.where(condition));
    }

    private static String picked(TableId table, RowScope rows) throws SQLException {
        Plan plan = engine.plan(Requests.request(manifest, Requests.EXACTLY, Requests.rows(table, rows)), manifest);
        return keys(plan, table);
    }

    @Test
    void a_condition_is_asked_of_the_side_that_is_named() throws SQLException {
        Condition then = Requests.compare("mark", Operator.EQUAL, "then");
        Condition now = Requests.compare("mark", Operator.EQUAL, "now");
        assertThat(picked(FIRST, new RowScope.Matching(then, RowScope.Side.LIVE)))
                .isEmpty();
        assertThat(picked(FIRST, new RowScope.Matching(then, RowScope.Side.TARGET)))
                .isEqualTo("1234");
        assertThat(picked(FIRST, new RowScope.Matching(then, RowScope.Side.EITHER)))
                .isEqualTo("1234");
        assertThat(picked(FIRST, new RowScope.Matching(now, RowScope.Side.LIVE)))
                .isEqualTo("1234");
        assertThat(picked(FIRST, new RowScope.Matching(now, RowScope.Side.TARGET)))
                .isEmpty();
    }

    @Test
    void a_computed_column_can_be_asked_now_but_not_then() throws SQLException {
        Condition loud = Requests.compare("loud", Operator.EQUAL, "NOW");
        assertThat(picked(FIRST, new RowScope.Matching(loud, RowScope.Side.LIVE)))
                .isEqualTo("1234");
        assertRefused(ErrorCode.CONDITION_INVALID, "loud", FIRST, new RowScope.Matching(loud, RowScope.Side.TARGET));
    }

    @Test
    void a_value_of_another_type_is_named() {
        Map<String, String> nonsense = Map.ofEntries(
                Map.entry("smallint", "99999"),
                Map.entry("integer", "seven"),
                Map.entry("numeric", "1,5"),
                Map.entry("date", "2026-02-30"),
                Map.entry("timestamptz", "yesterdayish"),
                Map.entry("interval", "a while"),
                Map.entry("uuid", "a0eebc99"),
                Map.entry("json", "{broken"),
                Map.entry("jsonb", "{broken"),
                Map.entry("xml", "<open>"),
                Map.entry("inet", "10.0.0.256"),
                Map.entry("cidr", "10.0.0.1/8"),
                Map.entry("macaddr", "08:00"),
                Map.entry("bit(3)", "012"),
                Map.entry("point", "1"),
                Map.entry("int4range", "[5,1]"),
                Map.entry("int[]", "{1,x}"),
                Map.entry("mood", "furious"),
                Map.entry("pair", "(1"),
                Map.entry("money", "ten"),
                Map.entry("tsvector", "'open"),
                Map.entry("bytea", "\\xzz"),
                Map.entry("pg_lsn", "zero"));
        nonsense.forEach((type, value) -> assertRefused(
                ErrorCode.CONDITION_INVALID,
                "Cannot compare rows of public.of " + type + " by this condition: ERROR: ",
                new TableId("public", "of " + type),
                Requests.where(v(Operator.EQUAL, value))));
        assertRefused(ErrorCode.CONDITION_INVALID, "\"seven\"", FIRST, Requests.where(v(Operator.LESS, "seven")));
        assertRefused(
                ErrorCode.CONDITION_INVALID,
                "seven",
                FIRST,
                Requests.where(new Condition.In(new ColumnName("v"), List.of("7", "seven"))));
    }

    @Test
    void values_without_an_order_are_not_compared_by_order() {
        for (Type type : UNORDERED) {
            assertRefused(
                    ErrorCode.CONDITION_INVALID,
                    "Cannot compare column v by order: values of type " + type.name() + " have none",
                    type.table(),
                    Requests.where(v(Operator.LESS, type.middle())));
        }
    }

    @Test
    void names_and_values_that_try_to_be_sql_stay_names_and_values() throws SQLException {
        for (String attack : List.of(
                "x' OR '1'='1",
                "'; DROP TABLE \"of text\"; --",
                "\\' OR 1=1 --",
                "?",
                "$1",
                "${x}",
                "%s",
                "\" OR 1=1 --")) {
            assertThat(picked("of text", v(Operator.EQUAL, attack))).as(attack).isEmpty();
            assertThat(picked("of text", new Condition.In(new ColumnName("v"), List.of(attack, attack))))
                    .isEmpty();
            assertRefused(
                    ErrorCode.COLUMN_UNKNOWN,
                    "Cannot compare column " + attack,
                    FIRST,
                    Requests.where(Requests.compare(attack, Operator.EQUAL, "1")));
        }
        assertRefused(
                ErrorCode.COLUMN_UNKNOWN,
                "column V",
                FIRST,
                Requests.where(Requests.compare("V", Operator.EQUAL, "1")));
        assertRefused(
                ErrorCode.CONDITION_INVALID, "0x00", ORDERED.get(7).table(), Requests.where(v(Operator.EQUAL, "a\0b")));
        assertThat(engine.number("SELECT count(*) FROM \"of text\"")).isEqualTo(4);
    }

    private static void assertRefused(ErrorCode code, String named, TableId table, RowScope rows) {
        assertThatExceptionOfType(RestoreException.class)
                .as(table.toString())
                .isThrownBy(() -> picked(table, rows))
                .satisfies(e -> assertThat(e.code()).as(e.fact()).isEqualTo(code))
                .withMessageContaining(named);
    }
}
