package io.tillback.ejb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.ColumnName;
import io.tillback.model.RestoreId;
import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import io.tillback.notice.Notice;
import io.tillback.notice.WrittenRow;
import io.tillback.notice.WrittenTable;
import io.tillback.plan.RowAction;
import io.tillback.running.RunningWebhook;
import io.tillback.running.RunningWebhook.Post;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a webhook's receiver gets of a restore, from a real HTTP server's side. */
class WebhookNoticesIT {
    private static final Instant NOW = Instant.parse("2026-03-01T09:00:20Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private RunningWebhook receiver;

    @BeforeEach
    void listen() throws IOException {
        receiver = RunningWebhook.start();
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    private WebhookNotices webhook() {
        return new WebhookNotices(
                new AlertSettings.Webhook(receiver.address(), "sixteen letters or more"),
                new NoticeTexts("shop"),
                CLOCK,
                Duration.ofSeconds(2));
    }

    private static Notice notice(long changed) {
        WrittenTable product = new WrittenTable(
                new TableId("shop", "product"),
                1,
                changed,
                0,
                List.of(new ColumnName("id")),
                List.of(
                        new WrittenRow(1, RowAction.CREATE, RowKey.of("7")),
                        new WrittenRow(2, RowAction.CHANGE, RowKey.of("\"8\""))),
                List.of(new TableId("shop", "shelf")));
        return new Notice(
                4,
                "6f0c0d9e-0000-4000-8000-000000000001",
                new RestoreId("r7k2m9xq"),
                List.of(product),
                Notice.Beyond.NOTHING,
                NOW);
    }

    @Test
    void a_notice_says_which_rows_were_written_and_from_where_on_to_read_the_others() {
        webhook().tell(notice(1));
        webhook().tell(notice(41));

        Post post = receiver.posts().get(0);
        assertThat(post.type()).isEqualTo("application/json");
        assertThat(post.delivery()).isEqualTo("6f0c0d9e-0000-4000-8000-000000000001");
        assertThat(post.timestamp()).isEqualTo("1772355620");
        assertThat(post.signature()).startsWith("sha256=").hasSize(71);
        assertThat(post.body()).isEqualTo("""
                {"delivery":"6f0c0d9e-0000-4000-8000-000000000001","store":"shop",\
                "text":"[Tillback shop] Restore r7k2m9xq has written 2 rows of shop.product",\
                "restore":"r7k2m9xq","writtenAt":"2026-03-01T09:00:20Z","beyond":"nothing",\
                "rowsOf":"/tillback/api/v1/restores/r7k2m9xq/rows",\
                "tables":[{"schema":"shop","name":"product","created":1,"changed":1,"removed":0,"key":["id"],\
                "rows":[{"was":"created","key":["7"]},{"was":"changed","key":["\\"8\\""]}],"next":null,\
                "seenIn":[{"schema":"shop","name":"shelf"}]}]}""");
        assertThat(receiver.posts().get(1).body()).contains("\"changed\":41", "\"next\":2");
    }

    @ParameterizedTest
    @CsvSource({"500, it answered 500", "302, it answered 302", "0, no answer within 2 s", "-1, "})
    void whoever_does_not_take_it_over_is_a_failure_that_names_why(int status, String why) {
        receiver.answerWith(status);

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> webhook().tell(notice(1)))
                .satisfies(failed -> {
                    assertThat(failed.code()).isEqualTo(ErrorCode.DELIVERY_FAILED);
                    assertThat(failed.fact())
                            .startsWith("Cannot post notices of restores to localhost: ")
                            .endsWith(why == null ? "" : why);
                    assertThat(failed.hint()).contains("tillback.notice.webhook.url");
                });
    }
}
