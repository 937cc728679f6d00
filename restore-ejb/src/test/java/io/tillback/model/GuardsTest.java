package io.tillback.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A value that exists is a good one. */
class GuardsTest {
    private static final RestoreTarget SNAPSHOT =
            new RestoreTarget.AtSnapshot(new SnapshotId("20260301T090000Z-k3f9q2md"));
    private static final RestoreScope PRODUCT = RestoreScope.wholeTable(new TableId("shop", "product"));

    private static void assertRefused(String fact, ThrowingCallable made) {
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(made)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID))
                .withMessage("Cannot read the request: " + fact);
    }

    @Test
    void a_request_names_a_table_unless_it_takes_a_restore_back() {
        assertRefused(
                "the request names no table", () -> new RestoreRequest(SNAPSHOT, List.of(), RestorePolicy.bringBack()));

        RestoreTarget before = new RestoreTarget.BeforeRestore(new RestoreId("earlier"));
        assertThat(new RestoreRequest(before, List.of(), RestorePolicy.bringBack()).scopes())
                .isEmpty();
    }

    @Test
    void a_request_names_a_table_once() {
        assertRefused(
                "a table is named twice",
                () -> new RestoreRequest(SNAPSHOT, List.of(PRODUCT, PRODUCT), RestorePolicy.bringBack()));
    }

    @Test
    void a_request_keeps_its_scopes_when_the_callers_list_changes() {
        List<RestoreScope> scopes = new ArrayList<>(List.of(PRODUCT));
        RestoreRequest request = new RestoreRequest(SNAPSHOT, scopes, RestorePolicy.bringBack());

        scopes.clear();

        assertThat(request.scopes()).containsExactly(PRODUCT);
    }

    @Test
    void lists_that_mean_nothing_when_empty_are_not_empty() {
        assertRefused("list of columns is empty", () -> new ColumnScope.Columns(List.of()));
        assertRefused("list of keys is empty", () -> new RowScope.Keys(List.of()));
        assertRefused("row key is empty", () -> new RowKey(List.of()));
        assertRefused("list of values is empty", () -> new Condition.In(new ColumnName("a"), List.of()));
        assertRefused("'and' is empty", () -> new Condition.And(List.of()));
        assertRefused("'or' is empty", () -> new Condition.Or(List.of()));
        assertRefused(
                "a column is named twice",
                () -> new ColumnScope.Columns(List.of(new ColumnName("a"), new ColumnName("a"))));
    }

    @Test
    void names_have_characters_and_ids_have_their_form() {
        assertRefused("column name is empty", () -> new ColumnName(""));
        assertRefused("schema is empty", () -> new TableId("", "a"));
        assertRefused("table name is empty", () -> new TableId("a", ""));
        for (String value : List.of("", "abc", "ABCD", "a-bcd", "a b c", "x".repeat(21), "é234", "abcd\n")) {
            assertRefused("'" + value + "' is not a plan's name", () -> new PlanId(value));
            assertRefused("'" + value + "' is not a restore's name", () -> new RestoreId(value));
            assertRefused("'" + value + "' is not a job's name", () -> new JobId(value));
        }
        for (String value : List.of("", "20260301T090000Z", "20260301T090000Z-A234", "../../20260301T090000Z-abcd")) {
            assertRefused("'" + value + "' is not a snapshot's name", () -> new SnapshotId(value));
        }
        assertRefused("an idempotency key has 1 to 200 characters", () -> new IdempotencyKey(" "));
        assertRefused("an idempotency key has 1 to 200 characters", () -> new IdempotencyKey("x".repeat(201)));
    }

    @Test
    void a_job_tells_its_time_left_once_it_has_done_something() {
        Instant start = Instant.parse("2026-03-01T09:00:00Z");
        Instant now = start.plusSeconds(30);

        assertThat(job(Job.State.RUNNING, 25, 100, start).timeLeft(now)).contains(Duration.ofSeconds(90));
        assertThat(job(Job.State.RUNNING, 120, 100, start).timeLeft(now)).contains(Duration.ZERO);
        assertThat(job(Job.State.RUNNING, 0, 100, start).timeLeft(now)).isEmpty();
        assertThat(job(Job.State.RUNNING, 25, 0, start).timeLeft(now)).isEmpty();
        assertThat(job(Job.State.DONE, 25, 100, start).timeLeft(now)).isEmpty();
    }

    private static Job job(Job.State state, long rows, long expectedRows, Instant start) {
        return new Job(
                new JobId("job1"),
                Job.Kind.PLAN,
                state,
                "somebody",
                start,
                Optional.of(start),
                Optional.empty(),
                "",
                rows,
                expectedRows,
                0,
                0,
                Optional.empty(),
                Optional.empty());
    }
}
