package io.tillback.web.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tillback.fault.RestoreException;
import io.tillback.model.TableId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {
    @Test
    void a_number_left_out_is_the_usual_one() {
        assertThat(Parameters.wholeNumber("limit", null, 100, 1, 500)).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "501", "-1", "x", "", "1.5", "99999999999999999999"})
    void a_number_out_of_range_is_refused_by_name(String text) {
        assertThatThrownBy(() -> Parameters.wholeNumber("limit", text, 100, 1, 500))
                .isInstanceOf(RestoreException.class)
                .hasMessage("Cannot read the request: the parameter 'limit' is not a whole number between 1 and 500");
    }

    @Test
    void a_table_needs_both_of_its_names() {
        assertThat(Parameters.table("shop", "or.der")).isEqualTo(new TableId("shop", "or.der"));
        assertThatThrownBy(() -> Parameters.table("shop", null))
                .hasMessage("Cannot read the request: the parameter 'table' is missing");
    }

    @Test
    void an_idempotency_key_is_the_client_s_or_a_new_one() {
        assertThat(Parameters.idempotencyKey("k1").value()).isEqualTo("k1");
        assertThat(Parameters.idempotencyKey(null)).isNotEqualTo(Parameters.idempotencyKey(null));
    }
}
