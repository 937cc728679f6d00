package io.tillback.ejb;

import io.tillback.model.AlertCause;
import io.tillback.model.ColumnNames;
import io.tillback.model.SellerPath;
import io.tillback.notice.AlertBook;
import io.tillback.notice.AlertChannel;
import io.tillback.notice.ChangeWatch;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an operator configures of alerts: keys {@code tillback.alert.…}.
 *
 * @param kinds those that are told; all are listed
 * @param gathering for how long alerts are collected into one message
 * @param large what makes a transaction large
 * @param values which values are told
 * @param held how much longer than others what an alert of a large transaction is about stays in the journal
 * @param lastCopy how long before the last copy of that expires
 * @param console where people reach the console; ends with a slash
 */
public record AlertSettings(
        Set<AlertCause.Kind> kinds,
        Duration gathering,
        AlertBook.Limits limits,
        ChangeWatch.Limits large,
        ChangeWatch.Values values,
        Duration held,
        Duration lastCopy,
        Optional<URI> console,
        Optional<Webhook> webhook,
        Optional<Mail> mail) {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration LONGEST_HELD = Duration.ofDays(365);
    private static final int LEAST_SECRET = 16;
    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern ADDRESS = Pattern.compile("[\\x21-\\x7E&&[^@,;<>()\"\\\\]]+@[A-Za-z0-9.-]+");

    /** Where messages are posted to. */
    public record Webhook(URI url, String secret) {
        /** Not the secret. */
        @Override
        public String toString() {
            return String.valueOf(url);
        }
    }

    /**
     * Whom mail goes to.
     *
     * @param server that takes it without a password; empty: the server's mail session
     */
    public record Mail(List<String> to, String from, Optional<Server> server) {
        public Mail {
            to = List.copyOf(to);
        }

        /** A mail server. */
        public record Server(String host, int port) {}
    }

    public AlertSettings {
        kinds = Set.copyOf(kinds);
    }

    /** The stores in this server are always told. */
    Set<AlertChannel> channels() {
        Set<AlertChannel> channels = EnumSet.of(AlertChannel.STORE);
        webhook.ifPresent(some -> channels.add(AlertChannel.WEBHOOK));
        mail.ifPresent(some -> channels.add(AlertChannel.MAIL));
        return channels;
    }

    /**
     * @param source finds a key's value
     * @param refusals receives a line for every key whose value is refused
     */
    static AlertSettings read(Function<String, Optional<String>> source, Consumer<String> refusals) {
        return new Reader(source, refusals).read();
    }

    /** Reads the keys of one part of the configuration. */
    record Reader(Function<String, Optional<String>> source, Consumer<String> refusals) {
        AlertSettings read() {
            return new AlertSettings(
                    value("tillback.alert.kinds", Reader::kinds).orElse(EnumSet.allOf(AlertCause.Kind.class)),
                    value("tillback.alert.wait", text -> Values.duration(text, LONGEST_WAIT))
                            .orElse(Duration.ofSeconds(15)),
                    new AlertBook.Limits(
                            value("tillback.alert.shipping-after", text -> Values.duration(text, LONGEST))
                                    .orElse(Duration.ofMinutes(15)),
                            value("tillback.alert.beat-after", text -> Values.duration(text, LONGEST))
                                    .orElse(Duration.ofMinutes(5))),
                    new ChangeWatch.Limits(
                            value("tillback.alert.large-transaction.rows", Reader::manyRows)
                                    .orElse(10_000),
                            value("tillback.alert.large-transaction.share", text -> Values.number(text, 1, 100))
                                    .orElse(25)),
                    values(),
                    value("tillback.alert.large-transaction.held", text -> Values.duration(text, LONGEST_HELD))
                            .orElse(Duration.ofDays(4)),
                    value("tillback.alert.last-copy-before", text -> Values.duration(text, LONGEST_HELD))
                            .orElse(Duration.ofDays(1)),
                    value("tillback.alert.console", Reader::console),
                    webhook("tillback.alert.webhook", "messages"),
                    mail());
        }

        private ChangeWatch.Values values() {
            return new ChangeWatch.Values(
                    value("tillback.alert.values.most", text -> Values.number(text, 1, 1000))
                            .orElse(50),
                    value("tillback.alert.values.learning", text -> Values.duration(text, LONGEST_HELD))
                            .orElse(Duration.ofDays(1)),
                    new ChangeWatch.Constant(
                            value("tillback.alert.constant.rows", text -> Values.number(text, 10, 10_000))
                                    .orElse(100),
                            value("tillback.alert.constant.sellers", text -> Values.number(text, 2, 10_000))
                                    .orElse(10)),
                    new ChangeWatch.Columns(
                            value("tillback.alert.columns.only", ColumnNames::parse)
                                    .orElse(List.of()),
                            value("tillback.alert.columns.without", ColumnNames::parse)
                                    .orElse(List.of())));
        }

        /**
         * @param key the beginning of its keys
         * @param what is posted there
         */
        Optional<Webhook> webhook(String key, String what) {
            Optional<URI> url = value(key + ".url", Reader::url);
            Optional<String> secret = value(key + ".secret", Reader::secret);
            if (url.isPresent() && secret.isEmpty()) {
                refusals.accept(key + ".secret is not set: " + what + " to " + key + ".url are signed");
            }
            return url.flatMap(some -> secret.map(known -> new Webhook(some, known)));
        }

        Optional<NoticeSettings.SellerMail> sellerMail() {
            Optional<SellerPath.Step> addresses = value("tillback.seller.mail", Values::columnOfTable);
            if (addresses.isEmpty()) {
                return Optional.empty();
            }
            Optional<String> from = value("tillback.alert.mail.from", Reader::address);
            if (from.isEmpty()) {
                refusals.accept("tillback.alert.mail.from is not set: tillback.seller.mail needs a sender");
            }
            return addresses.flatMap(
                    column -> from.map(sender -> new NoticeSettings.SellerMail(column, sender, mailServer())));
        }

        private Optional<Mail.Server> mailServer() {
            int port = value("tillback.alert.mail.port", text -> Values.number(text, 1, HIGHEST_PORT))
                    .orElse(25);
            return value("tillback.alert.mail.host", Reader::host).map(name -> new Mail.Server(name, port));
        }

        private Optional<Mail> mail() {
            Optional<List<String>> to = value("tillback.alert.mail.to", Reader::addresses);
            Optional<String> from = value("tillback.alert.mail.from", Reader::address);
            Optional<Mail.Server> server = mailServer();
            if (to.isPresent() && from.isEmpty()) {
                refusals.accept("tillback.alert.mail.from is not set: mail to tillback.alert.mail.to needs a sender");
            }
            return to.flatMap(all -> from.map(sender -> new Mail(all, sender, server)));
        }

        <T> Optional<T> value(String key, Function<String, T> parser) {
            Optional<String> text = source.apply(key);
            try {
                return text.map(parser);
            } catch (IllegalArgumentException e) {
                // A secret is not repeated in a log.
                String shown = key.endsWith(".secret") ? "" : " = '" + text.orElse("") + "'";
                refusals.accept(key + shown + ": " + e.getMessage());
                return Optional.empty();
            }
        }

        private static int manyRows(String text) {
            return Values.number(text, ChangeWatch.Limits.FEW, 999_999_999);
        }

        private static Set<AlertCause.Kind> kinds(String text) {
            return list(text).map(Reader::kind).collect(Collectors.toSet());
        }

        private static AlertCause.Kind kind(String word) {
            return Arrays.stream(AlertCause.Kind.values())
                    .filter(kind -> wordOf(kind).equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("must be some of "
                            + Arrays.stream(AlertCause.Kind.values())
                                    .map(Reader::wordOf)
                                    .collect(Collectors.joining(", "))
                            + "; not '" + word + "'"));
        }

        private static String wordOf(AlertCause.Kind kind) {
            return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private static URI url(String text) {
            URI uri = URI.create(text);
            require(
                    Stream.of("http", "https").anyMatch(scheme -> scheme.equals(uri.getScheme()))
                            && uri.getHost() != null
                            && uri.getUserInfo() == null,
                    "must be an address such as https://alerts.example.com/tillback, without a password");
            return uri;
        }

        private static URI console(String text) {
            return url(text.endsWith("/") ? text : text + "/");
        }

        private static String secret(String text) {
            require(text.length() >= LEAST_SECRET, "must have at least " + LEAST_SECRET + " characters");
            return text;
        }

        private static List<String> addresses(String text) {
            return list(text).map(Reader::address).toList();
        }

        private static String address(String text) {
            require(
                    ADDRESS.matcher(text).matches(),
                    "must be a mail address such as operators@example.com; not '" + text + "'");
            return text;
        }

        private static String host(String text) {
            require(
                    text.matches("[A-Za-z0-9.:-]{1,255}"),
                    "must be a mail server's name, for example mail.example.com");
            return text;
        }

        private static Stream<String> list(String text) {
            return Arrays.stream(text.split(",", -1)).map(String::strip);
        }

        private static void require(boolean holds, String must) {
            if (!holds) {
                throw new IllegalArgumentException(must);
            }
        }
    }
}
