package io.tillback.ejb;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What an operator configures of notices of restores: keys {@code tillback.notice.…}.
 *
 * @param webhook where they are posted to; the stores in this server are always told
 * @param failingAfter for how long a notice may fail to be delivered before that is an alert
 */
public record NoticeSettings(Optional<AlertSettings.Webhook> webhook, Duration failingAfter) {
    private static final Duration LONGEST = Duration.ofDays(1);

    /**
     * @param source finds a key's value
     * @param refusals receives a line for every key whose value is refused
     */
    static NoticeSettings read(Function<String, Optional<String>> source, Consumer<String> refusals) {
        AlertSettings.Reader reader = new AlertSettings.Reader(source, refusals);
        return new NoticeSettings(
                reader.webhook("tillback.notice.webhook", "notices"),
                reader.value("tillback.notice.failing-after", text -> Values.duration(text, LONGEST))
                        .orElse(Duration.ofMinutes(15)));
    }
}
