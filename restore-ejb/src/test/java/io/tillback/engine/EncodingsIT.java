package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Databases that do not keep their texts in UTF-8. */
class EncodingsIT {
    private static final TableId PRODUCT = new TableId("public", "product");
    private static final String PRODUCTS = """
            CREATE TABLE product (id int PRIMARY KEY, name text);
            INSERT INTO product VALUES (1, 'plain');
            """;

    @Test
    void texts_of_another_encoding_come_back_as_they_were() throws SQLException {
        try (Engine engine = Engine.encoded("LATIN1", PRODUCTS + "INSERT INTO product VALUES (2, 'größe é')")) {
            Manifest manifest = engine.takeSnapshot();
            engine.sql("UPDATE product SET name = 'damaged'");

            Plan plan = engine.plan(Requests.wholeTables(manifest, PRODUCT), manifest);
            engine.apply(plan);

            assertThat(engine.texts("SELECT name FROM product ORDER BY id")).containsExactly("plain", "größe é");
        }
    }

    @Test
    void a_value_that_is_no_text_of_any_encoding_is_told_with_its_table() throws SQLException {
        try (Engine engine = Engine.encoded("SQL_ASCII", PRODUCTS + "INSERT INTO product VALUES (2, E'gr\\xf6sse')")) {
            assertThatExceptionOfType(RestoreException.class)
                    .isThrownBy(engine::takeSnapshot)
                    .matches(e -> e.code() == ErrorCode.DATABASE_FAILED)
                    .matches(e -> e.fact().startsWith("Cannot copy public.product: "))
                    .matches(e -> e.hint().contains("tillback.protect.exclude"));
        }
    }
}
