package io.tillback.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.web.wire.Links;
import io.tillback.web.wire.ProblemJson;
import jakarta.ejb.EJBException;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemsTest {
    private static final ProblemWriter WRITER =
            new ProblemWriter(new Links("/tillback/api/v1/"), "/tillback/api/v1/plans");

    @ParameterizedTest
    @EnumSource
    void every_code_has_an_error_status_and_a_title(ErrorCode code) {
        Problems.Kind kind = Problems.of(code);

        assertThat(kind.status()).isBetween(400, 599);
        assertThat(kind.title()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "REQUEST_INVALID, 400",
        "SNAPSHOT_UNKNOWN, 404",
        "PLAN_UNKNOWN, 404",
        "RESTORE_UNKNOWN, 404",
        "JOB_UNKNOWN, 404",
        "IDEMPOTENCY_KEY_REUSED, 422",
        "ROWS_MOVED, 409",
        "GAP_DIFFERS, 409",
        "DATABASE_UNAVAILABLE, 503",
        "INTERNAL, 500"
    })
    void clients_get_the_status_they_were_promised(ErrorCode code, int status) {
        assertThat(Problems.of(code).status()).isEqualTo(status);
    }

    @Test
    void an_unknown_outcome_is_not_one_that_clients_repeat_by_themselves() {
        assertThat(Problems.of(ErrorCode.OUTCOME_UNKNOWN).status()).isNotIn(408, 425, 429, 502, 503, 504);
    }

    @Test
    void titles_and_names_are_told_apart() {
        assertThat(Arrays.stream(ErrorCode.values())
                        .map(code -> Problems.of(code).title()))
                .doesNotHaveDuplicates();
        assertThat(Arrays.stream(Refusal.values()).map(Enum::name))
                .doesNotContainAnyElementsOf(
                        Arrays.stream(ErrorCode.values()).map(Enum::name).toList());
    }

    @Test
    void a_problem_says_fact_and_next_step_and_leads_to_its_kind() {
        RestoreException failure =
                new RestoreException(ErrorCode.ROWS_MOVED, "Cannot apply: 3 rows moved", "Plan again.");

        assertThat(WRITER.of(failure, null))
                .isEqualTo(new ProblemJson(
                        "/tillback/api/v1/problems/ROWS_MOVED",
                        "Rows changed since the plan was made",
                        409,
                        "Cannot apply: 3 rows moved",
                        "/tillback/api/v1/plans",
                        "ROWS_MOVED",
                        "Plan again.",
                        null));
    }

    @Test
    void what_nobody_expected_shows_its_incident_and_nothing_else() {
        ProblemJson problem = WRITER.internal("a1b2c3d4");

        assertThat(problem.code()).isEqualTo("INTERNAL");
        assertThat(problem.incident()).isEqualTo("a1b2c3d4");
        assertThat(problem.hint()).contains("a1b2c3d4");
    }

    @Test
    void a_lacking_role_is_named() {
        assertThat(WRITER.forbidden(Set.of("tillback-admin")).hint())
                .isEqualTo("Sign in as a user with one of the roles tillback-admin.");
    }

    @Test
    void a_failure_is_found_under_what_containers_wrap_around_it() {
        RestoreException failure =
                new RestoreException(ErrorCode.PLAN_UNKNOWN, "Cannot find plan p1: no such", "List them.");
        EJBException wrapped = new EJBException("rolled back", new EJBException(failure));

        assertThat(Causes.find(new IllegalStateException(wrapped), RestoreException.class))
                .contains(failure);
    }

    @Test
    void causes_that_run_in_a_circle_end() {
        IllegalStateException first = new IllegalStateException("a");
        first.initCause(new IllegalStateException("b", first));

        assertThat(Causes.find(first, RestoreException.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"CROSS_SITE", "SESSION_SENT", "REQUEST_REFUSED"},
            mode = EnumSource.Mode.EXCLUDE)
    void a_status_set_by_the_server_finds_its_refusal(Refusal refusal) {
        assertThat(Refusal.of(refusal.status())).isEqualTo(refusal);
    }
}
