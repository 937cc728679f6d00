package io.tillback.ejb;

import io.tillback.model.SellerPath;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What an operator configures of notices of restores: keys {@code tillback.notice.…}.
 *
 * @param webhook where they are posted to; the stores in this server are always told
 * @param failingAfter for how long a notice may fail to be delivered before that is an alert
 * @param sellerMail how sellers are mailed; empty if they are not
 * @param sellerLogins the column that holds what sellers sign in with; empty if they sign in with the seller's own key
 */
public record NoticeSettings(
        Optional<AlertSettings.Webhook> webhook,
        Duration failingAfter,
        Optional<SellerMail> sellerMail,
        Optional<SellerPath.Step> sellerLogins) {
    /**
     * Mail to sellers has the sender and the server that mail to operators has.
     *
     * @param addresses the column that holds them, in the store's table of sellers
     */
    public record SellerMail(SellerPath.Step addresses, String from, Optional<AlertSettings.Mail.Server> server) {}

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
                        .orElse(Duration.ofMinutes(15)),
                reader.sellerMail(),
                reader.value("tillback.seller.logins", Values::columnOfTable));
    }
}
