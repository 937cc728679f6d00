package io.tillback.web.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tillback.apply.Acceptance;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Part;
import io.tillback.model.Part.Unowned;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptanceJsonTest {
    private static final Jsonb JSONB = JsonbBuilder.create();
    private static final Part.Rest REST = new Part.Rest(List.of("17"), Unowned.INCLUDED);

    @Test
    void without_a_part_the_whole_plan_is_accepted() {
        assertThat(read("{\"fingerprint\": \"f\", \"gapHash\": \"g\"}").part()).isEqualTo(new Part.Whole());
        assertThat(part("{\"of\": \"whole\"}")).isEqualTo(new Part.Whole());
    }

    @Test
    void a_gap_that_nobody_names_is_left_to_a_rule() {
        assertThat(read("{\"fingerprint\": \"f\"}").gapHash()).isEmpty();
        assertThat(read("{\"fingerprint\": \"f\", \"gapHash\": \"g\"}").gapHash())
                .contains("g");
    }

    @Test
    void some_sellers_are_named_and_rows_without_one_are_left_unless_they_are_included() {
        assertThat(part("{\"of\": \"sellers\", \"sellers\": [17, \"o'neill\"]}"))
                .isEqualTo(new Part.OfSellers(List.of("17", "o'neill"), Unowned.LEFT));
        assertThat(part("{\"of\": \"sellers\", \"withoutSeller\": \"include\"}"))
                .isEqualTo(new Part.OfSellers(List.of(), Unowned.INCLUDED));
    }

    @Test
    void the_rest_is_what_earlier_parts_left() {
        assertThat(part("{\"of\": \"rest\"}")).isEqualTo(REST);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                                       | part.of is missing                       | Add it.
                    {"of": "some"}                                           | part.of cannot be 'some'                 | Use one of: whole, sellers, rest.
                    {"of": "sellers"}                                        | part.sellers is missing                  | Name sellers of the plan, or include the rows without a seller.
                    {"of": "sellers", "withoutSeller": "leave"}              | part.sellers is missing                  | Name sellers of the plan, or include the rows without a seller.
                    {"of": "sellers", "sellers": []}                         | part.sellers is empty                    | Give at least one element.
                    {"of": "sellers", "sellers": ["1", "1"]}                 | part.sellers[1] names '1' again          | Name each seller once.
                    {"of": "sellers", "sellers": [null]}                     | part.sellers[0] is null                  | Leave it out, and ask for rows without a seller by 'withoutSeller': "include".
                    {"of": "sellers", "sellers": ["1"], "withoutSeller": "no"} | part.withoutSeller cannot be 'no'      | Use one of: include, leave.
                    {"of": "rest", "sellers": ["1"]}                         | part.sellers goes with "of": "sellers" only | Leave it out, or apply the part of some sellers.
                    {"of": "whole", "withoutSeller": "include"}              | part.withoutSeller goes with "of": "sellers" only | Leave it out, or apply the part of some sellers.
                    {"of": "rest", "seller": "1"}                            | part has no property 'seller'            | Use only: of, sellers, withoutSeller.
                    """)
    void a_contradictory_part_is_refused_with_its_place_and_the_next_step(String part, String fact, String hint) {
        assertThatThrownBy(() -> part(part)).isInstanceOfSatisfying(RestoreException.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.REQUEST_INVALID);
            assertThat(refused).hasMessage("Cannot read the request: " + fact);
            assertThat(refused.hint()).isEqualTo(hint);
        });
    }

    @Test
    void an_applied_part_says_for_whom_it_was() {
        assertThat(JSONB.toJson(AppliedPartJson.of(new Part.Whole()))).isEqualTo("{\"of\":\"whole\"}");
        assertThat(JSONB.toJson(AppliedPartJson.of(new Part.OfSellers(List.of("17"), Unowned.LEFT))))
                .isEqualTo("{\"of\":\"sellers\",\"sellers\":[\"17\"],\"withoutSeller\":\"leave\"}");
        assertThat(JSONB.toJson(AppliedPartJson.of(REST)))
                .isEqualTo("{\"exceptSellers\":[\"17\"],\"of\":\"rest\",\"withoutSeller\":\"include\"}");
    }

    private static Part part(String part) {
        return read("{\"fingerprint\": \"f\", \"gapHash\": \"g\", \"part\": " + part + "}")
                .part();
    }

    private static Acceptance read(String json) {
        return RecordReader.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), AcceptanceJson.class)
                .toModel(() -> REST);
    }
}
