package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.GoldenFilesTest.DIALECT;
import static io.tillback.dialect.postgresql.GoldenFilesTest.HOSTILE;
import static io.tillback.dialect.postgresql.GoldenFilesTest.PLAN;
import static io.tillback.dialect.postgresql.GoldenFilesTest.PRODUCT;

import io.tillback.dialect.PlanSql;
import io.tillback.dialect.PlanSql.Table;
import io.tillback.dialect.SellerNoticeSql;
import io.tillback.dialect.SellerNoticeSql.Changes;
import io.tillback.dialect.SellerNoticeSql.Told;
import io.tillback.model.Column;
import io.tillback.model.Part;
import io.tillback.model.Part.OfSellers;
import io.tillback.model.Part.Unowned;
import io.tillback.model.TableShape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What tells sellers what a restore did to their rows. */
final class SellerNoticeStatements {
    private SellerNoticeStatements() {}

    static Stream<Arguments> of() {
        SellerNoticeSql sql = DIALECT.sellerNotices();
        Table whole = table(1, PRODUCT, new Part.Whole());
        Table part = table(3, HOSTILE, new OfSellers(List.of("it's", "b\\"), Unowned.LEFT));
        return Stream.of(
                Arguments.of(
                        "notices-to-the-sellers-of-planned-rows",
                        sql.record(List.of(new Told(whole, Changes.TOLD), new Told(part, Changes.UNKNOWN)))),
                Arguments.of("rows-of-one-seller", sql.page(whole)),
                Arguments.of("rows-of-one-seller-in-a-part-with-hostile-names", sql.page(part)),
                Arguments.of("key-of-the-table-of-sellers", sql.keyOf()),
                Arguments.of(
                        "addresses-of-sellers",
                        sql.address(
                                HOSTILE.id(),
                                HOSTILE.key().get(0),
                                HOSTILE.storedColumns().get(0).name())),
                Arguments.of(
                        "seller-of-a-login",
                        sql.findByColumn(
                                HOSTILE.id(),
                                HOSTILE.key().get(0),
                                HOSTILE.storedColumns().get(0).name())));
    }

    private static Table table(int number, TableShape shape, Part part) {
        return new Table(
                PLAN,
                number,
                shape,
                shape.storedColumns().stream().map(Column::name).toList(),
                PlanSql.Stage.PLAIN,
                PlanSql.Presence.LIVE,
                PlanSql.Owners.MARKED,
                part);
    }
}
