package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.GoldenFilesTest.DIALECT;
import static io.tillback.dialect.postgresql.GoldenFilesTest.HOSTILE;
import static io.tillback.dialect.postgresql.GoldenFilesTest.PRODUCT;
import static io.tillback.dialect.postgresql.GoldenFilesTest.all;

import io.tillback.dialect.FreezeSql;
import io.tillback.model.ColumnName;
import io.tillback.model.Freeze;
import io.tillback.model.FreezeId;
import io.tillback.model.FreezeRequest;
import io.tillback.model.SellerRoute;
import io.tillback.model.SellerRoute.Hop;
import io.tillback.model.TableShape;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What keeps the store from writing. */
final class FreezeStatements {
    private FreezeStatements() {}

    static Stream<Arguments> ofFreezes() {
        FreezeSql sql = DIALECT.freeze();
        FreezeId id = new FreezeId("freeze1");
        SellerRoute direct = new SellerRoute(List.of(), new ColumnName("seller"));
        SellerRoute byWay = new SellerRoute(
                List.of(new Hop(List.of(new ColumnName("group")), PRODUCT, List.of(new ColumnName("id")))),
                new ColumnName("seller"));
        return Stream.of(
                Arguments.of("lock-of-tables-to-freeze", all(sql.lock(List.of(PRODUCT, HOSTILE)))),
                Arguments.of("freeze-of-a-table", all(sql.begin(freeze(PRODUCT, Optional.empty()), PRODUCT))),
                Arguments.of(
                        "freeze-of-a-partitioned-table-with-hostile-names",
                        all(sql.begin(freeze(HOSTILE, Optional.empty()), HOSTILE))),
                Arguments.of(
                        "freeze-of-a-sellers-rows", all(sql.begin(freeze(PRODUCT, Optional.of("7")), PRODUCT, direct))),
                Arguments.of(
                        "freeze-of-a-sellers-rows-that-lead-to-it-by-way-of-others",
                        all(sql.begin(freeze(HOSTILE, Optional.of("7")), HOSTILE, byWay))),
                Arguments.of("end-of-a-freeze", all(sql.end(id))),
                Arguments.of("removal-of-a-freeze", all(sql.remove(id))),
                Arguments.of("freezes-left-over", sql.findLeftOver()),
                Arguments.of("freezes-that-hold", sql.findGuarded()),
                Arguments.of("restore-that-passes-freezes", sql.pass()),
                Arguments.of("seller-as-a-table-prints-it", sql.findSeller(PRODUCT, new ColumnName("seller"))),
                Arguments.of("what-a-name-stands-for", sql.describe()));
    }

    private static Freeze freeze(TableShape table, Optional<String> seller) {
        FreezeRequest request = new FreezeRequest(
                table.id(), seller, "it's 100 % wrong \\ \"now\"", Instant.parse("2026-03-01T12:00:00Z"));
        return new Freeze(new FreezeId("freeze1"), request, "o'lga");
    }
}
