package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.literal;
import static io.tillback.dialect.postgresql.Sql.quote;
import static io.tillback.dialect.postgresql.Sql.rowsOf;

import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.Freeze;
import io.tillback.model.SellerRoute;
import io.tillback.model.SellerRoute.Hop;
import io.tillback.model.TableShape;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the triggers of a freeze run, in the store's sessions with the rights of whoever created it: everything is named with
 * its schema. When it ends and what it says are constants: a transaction that began before the freeze does not see its record.
 */
final class FreezeGuard {
    /** Of the store's error. No other error of PostgreSQL or Tillback has it. */
    static final String STATE = "TB001";

    /** Holds the number of a transaction that may pass; it passes no other one, even if it stays behind in the session. */
    static final String PASS = "tillback.restores";

    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Texts of these types do not depend on the session's settings. */
    private static final Pattern PRINTED_ALIKE =
            Pattern.compile("(smallint|integer|bigint|text|uuid|(character|character varying|numeric)(\\(.*\\))?)");

    private static final String PRINT_ALIKE =
            " SET DateStyle = 'ISO, YMD' SET TimeZone = 'UTC' SET IntervalStyle = 'postgres'"
                    + " SET extra_float_digits = 1 SET bytea_output = 'hex' SET lc_monetary = 'C'";

    private static final String RETURN = """
              IF pg_catalog.texteq(TG_LEVEL, 'STATEMENT') OR pg_catalog.texteq(TG_WHEN, 'AFTER') THEN
                RETURN NULL;
              END IF;
              IF pg_catalog.texteq(TG_OP, 'DELETE') THEN
                RETURN OLD;
              END IF;
              RETURN NEW;
            """;

    /** Lets everything pass. */
    static final String OPEN = "BEGIN\n" + RETURN + "END";

    private final Freeze freeze;
    private final TableShape table;

    FreezeGuard(Freeze freeze, TableShape table) {
        this.freeze = freeze;
        this.table = table;
    }

    String name() {
        return "tillback.freeze_" + freeze.id();
    }

    /** @param hop from 1 */
    String name(int hop) {
        return name() + "_" + hop;
    }

    /** Of all rows. */
    String ofTable() {
        return function(name(), "", "BEGIN\n  IF " + holds() + " THEN\n" + refuse("") + "  END IF;\n" + RETURN + "END");
    }

    /**
     * Of one seller's rows: before a change whoever's row it was, after it whoever's it is, since triggers of the store may
     * give it another seller in between. TRUNCATE asks for nobody.
     */
    String ofSeller(SellerRoute route) {
        return function(name(), settings(route), """
                <<guard>>
                DECLARE
                  hit pg_catalog.bool := TRUE;
                BEGIN
                  IF %s THEN
                    IF pg_catalog.texteq(TG_LEVEL, 'ROW') THEN
                      IF pg_catalog.texteq(TG_WHEN, 'BEFORE') THEN
                        guard.hit := %s;
                      ELSE
                        guard.hit := %s;
                      END IF;
                    END IF;
                    IF guard.hit THEN
                %s    END IF;
                  END IF;
                %sEND""".formatted(
                        holds(), isFrozen(route, "OLD", 0), isFrozen(route, "NEW", 0), refuse(""), RETURN));
    }

    /**
     * Of a table by which rows lead to their seller: its rows come and go, and belong to others, unless that takes frozen rows
     * along. A cascade finds the row gone that would have told whose rows it removes.
     *
     * @param hop from 1
     */
    String ofHop(SellerRoute route, int hop) {
        String through = " They lead to their seller by way of "
                + route.hops().get(hop - 1).table().id() + ".";
        return function(name(hop), settings(route), """
                <<guard>>
                DECLARE
                  was pg_catalog.bool;
                  becomes pg_catalog.bool;
                  hit pg_catalog.bool := FALSE;
                BEGIN
                  IF %s THEN
                    guard.was := %s;
                    guard.becomes := %s;
                    IF guard.was AND NOT guard.becomes THEN
                      guard.hit := %s;
                    ELSIF guard.becomes AND NOT guard.was THEN
                      guard.hit := %s;
                    END IF;
                    IF guard.hit THEN
                %s    END IF;
                  END IF;
                %sEND""".formatted(
                        holds(),
                        isFrozen(route, "OLD", hop),
                        isFrozen(route, "NEW", hop),
                        leadsHere(route, "OLD", hop),
                        leadsHere(route, "NEW", hop),
                        refuse(through),
                        RETURN));
    }

    private static String function(String name, String settings, String body) {
        return "CREATE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER%s AS %s"
                .formatted(name, settings, literal(body));
    }

    /** A restore passes: it has said so in this very transaction, and has signed in as whoever keeps schema tillback. */
    private String holds() {
        return """
                pg_catalog.clock_timestamp() OPERATOR(pg_catalog.<) '%s'::pg_catalog.timestamptz
                    AND (pg_catalog.texteq(pg_catalog.current_setting('%s', TRUE),
                        pg_catalog.pg_current_xact_id_if_assigned()::pg_catalog.text)
                      AND pg_catalog.pg_has_role(SESSION_USER, CURRENT_USER, 'MEMBER')) IS NOT TRUE""".formatted(freeze.until(), PASS);
    }

    private String refuse(String more) {
        return """
                    RAISE EXCEPTION USING
                      ERRCODE = '%s',
                      MESSAGE = %s,
                      DETAIL = %s,
                      HINT = %s,
                      SCHEMA = %s,
                      TABLE = %s;
                """.formatted(
                        STATE,
                        literal(freeze.what() + (freeze.seller().isPresent() ? " are" : " is") + " read-only until "
                                + UTC.format(freeze.until()) + ": " + freeze.reason()),
                        literal("Nothing was written. " + freeze.owner() + " froze this with Tillback (freeze "
                                + freeze.id() + ")." + more),
                        literal("Try again after that, or ask " + freeze.owner() + " to lift the freeze."),
                        literal(freeze.table().schema()),
                        literal(freeze.table().name()));
    }

    private static TableShape last(SellerRoute route, TableShape table) {
        return route.hops().isEmpty()
                ? table
                : route.hops().get(route.hops().size() - 1).table();
    }

    private String settings(SellerRoute route) {
        Column seller = column(last(route, table), route.seller());
        return PRINTED_ALIKE.matcher(seller.values().type()).matches() ? "" : PRINT_ALIKE;
    }

    /** @param passed hops that lead to the row's table */
    private String isFrozen(SellerRoute route, String row, int passed) {
        return "COALESCE(pg_catalog.texteq(%s, %s), FALSE)"
                .formatted(seller(route, row, passed), literal(freeze.seller().orElseThrow()));
    }

    private String seller(SellerRoute route, String row, int passed) {
        List<Hop> rest = route.hops().subList(passed, route.hops().size());
        String value = Sql.value(column(last(route, table), route.seller()), rest.isEmpty() ? row : alias(rest.size()))
                + "::pg_catalog.text";
        return rest.isEmpty()
                ? value
                : "(SELECT %s FROM %s WHERE %s LIMIT 1)"
                        .formatted(value, joined(rest), same(rest.get(0), tableAt(route, passed), row, alias(1)));
    }

    /** Whether rows of the frozen table lead to a row. */
    private String leadsHere(SellerRoute route, String row, int hop) {
        StringBuilder from = new StringBuilder(rowsOf(table) + " h0");
        for (int i = 1; i < hop; i++) {
            from.append(" JOIN %s %s ON %s"
                    .formatted(
                            rowsOf(route.hops().get(i - 1).table()),
                            alias(i),
                            same(route.hops().get(i - 1), tableAt(route, i - 1), alias(i - 1), alias(i))));
        }
        return "EXISTS (SELECT FROM %s WHERE %s)"
                .formatted(from, same(route.hops().get(hop - 1), tableAt(route, hop - 1), alias(hop - 1), row));
    }

    private static String joined(List<Hop> hops) {
        StringBuilder from = new StringBuilder(rowsOf(hops.get(0).table()) + " " + alias(1));
        for (int i = 1; i < hops.size(); i++) {
            from.append(" JOIN %s %s ON %s"
                    .formatted(
                            rowsOf(hops.get(i).table()),
                            alias(i + 1),
                            same(hops.get(i), hops.get(i - 1).table(), alias(i), alias(i + 1))));
        }
        return from.toString();
    }

    private static String alias(int position) {
        return "h" + position;
    }

    private TableShape tableAt(SellerRoute route, int passed) {
        return passed == 0 ? table : route.hops().get(passed - 1).table();
    }

    /** Whether a row refers to another by a hop. */
    private static String same(Hop hop, TableShape before, String from, String to) {
        return IntStream.range(0, hop.from().size())
                .mapToObj(i -> {
                    Column target = column(hop.table(), hop.to().get(i));
                    return "%s OPERATOR(%s.=) %s"
                            .formatted(
                                    Sql.value(target, to),
                                    quote(target.values().operators()),
                                    Sql.value(column(before, hop.from().get(i)), from));
                })
                .collect(Collectors.joining(" AND "));
    }

    private static Column column(TableShape table, ColumnName name) {
        return table.findColumn(name).orElseThrow();
    }
}
