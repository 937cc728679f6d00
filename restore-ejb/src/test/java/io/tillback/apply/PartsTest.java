package io.tillback.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Part;
import io.tillback.model.Part.OfSellers;
import io.tillback.model.Part.Rest;
import io.tillback.model.Part.Unowned;
import io.tillback.model.PlanId;
import io.tillback.plan.SellerRows;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PartsTest {
    private static final PlanId PLAN = new PlanId("p4k8m2xq");
    private static final OfSellers ONE = new OfSellers(List.of("1"), Unowned.LEFT);
    private static final OfSellers TWO_AND_NOBODY = new OfSellers(List.of("2"), Unowned.INCLUDED);

    @Test
    void the_rest_leaves_out_whom_earlier_parts_served() {
        assertThat(new Parts(PLAN, List.of(ONE, TWO_AND_NOBODY)).rest())
                .isEqualTo(new Rest(List.of("1", "2"), Unowned.LEFT));
        assertThat(new Parts(PLAN, List.of(ONE)).rest()).isEqualTo(new Rest(List.of("1"), Unowned.INCLUDED));
    }

    @Test
    void asking_for_the_rest_again_after_it_was_applied_is_the_same_request() {
        Rest rest = new Parts(PLAN, List.of(ONE)).rest();

        assertThat(new Parts(PLAN, List.of(ONE, rest)).rest()).isEqualTo(rest);
    }

    @Test
    void a_seller_is_left_until_a_part_served_him_or_the_rest_was_applied() {
        Parts some = new Parts(PLAN, List.of(ONE));
        Parts all = new Parts(PLAN, List.of(ONE, some.rest()));

        assertThat(some.isLeft(Optional.of("1"))).isFalse();
        assertThat(some.isLeft(Optional.of("2"))).isTrue();
        assertThat(some.isLeft(Optional.empty())).isTrue();
        assertThat(all.isLeft(Optional.of("2"))).isFalse();
        assertThat(all.isLeft(Optional.empty())).isFalse();
        assertThat(new Parts(PLAN, List.of(TWO_AND_NOBODY)).isLeft(Optional.empty()))
                .isFalse();
    }

    @Test
    void a_seller_of_whom_the_plan_holds_nothing_is_refused_by_name() {
        Part mistyped = new OfSellers(List.of("1", "11"), Unowned.LEFT);
        List<SellerRows> held = List.of(new SellerRows(Optional.of("1"), 5, 0), new SellerRows(Optional.empty(), 1, 0));

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> new Parts(PLAN, List.of()).requireHeld(mistyped, () -> held))
                .matches(e -> e.code() == ErrorCode.SELLER_UNKNOWN)
                .withMessage("Cannot apply plan p4k8m2xq to sellers 11: it holds no rows of theirs");
        new Parts(PLAN, List.of()).requireHeld(ONE, () -> held);
    }
}
