package io.tillback.web.faces;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.apply.Parts;
import io.tillback.model.Part;
import io.tillback.model.Part.Unowned;
import io.tillback.model.PlanId;
import io.tillback.plan.SellerRows;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SellerChoiceTest {
    private static final Parts NOTHING = new Parts(new PlanId("p4k8m2xq"), List.of());
    private static final SellerRows NOBODY = new SellerRows(Optional.empty(), 3, 0);

    private final SellerChoice choice = new SellerChoice();

    @Test
    void a_choice_left_alone_is_the_whole_plan_or_what_earlier_parts_left() {
        Parts some = new Parts(new PlanId("p4k8m2xq"), List.of(new Part.OfSellers(List.of("17"), Unowned.LEFT)));

        assertThat(choice.toPart(NOTHING)).isEqualTo(new Part.Whole());
        assertThat(choice.toPart(some)).isEqualTo(new Part.Rest(List.of("17"), Unowned.INCLUDED));
    }

    @Test
    void sellers_are_ticked_and_typed_and_none_counts_twice() {
        choice.setExtent(SellerChoice.Extent.SOME);
        assertThat(choice.isOpen()).isTrue();
        choice.setChosen(List.of(choice.value(seller("17")), choice.value(NOBODY)));
        choice.setOthers(" 23 \n\n17\n");

        assertThat(choice.isOpen()).isFalse();
        assertThat(choice.toPart(NOTHING)).isEqualTo(new Part.OfSellers(List.of("17", "23"), Unowned.INCLUDED));
        assertThat(choice.includes(Optional.of("23"))).isTrue();
        assertThat(choice.includes(Optional.of("5"))).isFalse();
    }

    @Test
    void a_seller_who_is_called_nobody_is_not_the_rows_without_a_seller() {
        choice.setExtent(SellerChoice.Extent.SOME);
        choice.setChosen(List.of(choice.value(seller("nobody"))));

        assertThat(choice.toPart(NOTHING)).isEqualTo(new Part.OfSellers(List.of("nobody"), Unowned.LEFT));
        assertThat(choice.includes(Optional.empty())).isFalse();
    }

    private static SellerRows seller(String name) {
        return new SellerRows(Optional.of(name), 5, 0);
    }
}
