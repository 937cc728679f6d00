package io.tillback.hook;

import static org.assertj.core.api.Assertions.assertThat;

import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class ListenerNameTest {

    @Test
    void an_application_of_one_module_is_called_by_its_name() {
        assertThat(ListenerName.of("shop", "shop"))
                .hasToString("io.tillback:type=RestoreListener,application=\"shop\"");
    }

    @Test
    void two_modules_of_one_application_have_names_of_their_own() {
        assertThat(ListenerName.of("market", "shop").getKeyProperty("application"))
                .isEqualTo("\"market/shop\"");
        assertThat(ListenerName.of("market", "office")).isNotEqualTo(ListenerName.of("market", "shop"));
    }

    @Test
    void a_name_that_object_names_reserve_characters_of_is_quoted() {
        String odd = "shop,v=2*?\"";

        assertThat(ObjectName.unquote(ListenerName.of(odd, odd).getKeyProperty("application")))
                .isEqualTo(odd);
    }
}
