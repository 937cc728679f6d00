package io.tillback.hook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WhoTest {

    @Test
    void what_postgresql_refuses_in_a_text_and_what_breaks_lines_is_replaced() {
        Who who = new Who("Ann\u0000\ud800e", "r-1\r\nforged: yes\u0085", "1.0\t");

        assertThat(who).isEqualTo(new Who("Ann??e", "r-1??forged: yes?", "1.0?"));
    }

    @Test
    void a_text_that_is_too_long_is_cut_between_letters() {
        String smile = "\ud83d\ude42";

        assertThat(new Who("", smile.repeat(Who.LONGEST + 1), "").request()).isEqualTo(smile.repeat(Who.LONGEST));
    }

    @Test
    void letters_of_all_languages_stay_where_the_database_holds_them() {
        Who who = new Who("Łukasz Müller", "r-1", "1.0");

        assertThat(who.actor()).isEqualTo("Łukasz Müller");
        assertThat(who.isAscii()).isFalse();
        assertThat(who.inAscii()).isEqualTo(new Who("?ukasz M?ller", "r-1", "1.0"));
    }
}
