package io.tillback.benchmark;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Random;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * The data that both sides work on: {@code pgbench}'s tables, and a wide table of products with the kinds of columns a
 * store has. The same every time.
 */
final class StoreData {
    private static final int WORDS = 2_500;
    private static final int PHRASES = 20_000;
    private static final int PHRASES_OF_A_DESCRIPTION = 21;
    private static final String LETTERS = "aaabcdeeeeefghiiijklmnnoooprrsttuuvwyz";

    private static final String PRODUCT = """
            CREATE TABLE store.%s (
              id bigint NOT NULL,
              sku text NOT NULL,
              title text NOT NULL,
              description text NOT NULL,
              price numeric(12,2) NOT NULL,
              old_price numeric(12,2),
              currency character(3) NOT NULL,
              stock integer NOT NULL,
              weight double precision NOT NULL,
              seller bigint NOT NULL,
              category integer NOT NULL,
              rating numeric(3,2),
              active boolean NOT NULL,
              tags text[] NOT NULL,
              attributes jsonb NOT NULL,
              image uuid NOT NULL,
              note text,
              created_at timestamp with time zone NOT NULL,
              updated_at timestamp with time zone NOT NULL)
            """;

    private final DebianPostgres postgres;
    private final Random random = new Random(42);
    private final String[] phrases;

    StoreData(DebianPostgres postgres) {
        this.postgres = postgres;
        String[] words = new String[WORDS];
        for (int i = 0; i < WORDS; i++) {
            words[i] = word();
        }
        this.phrases = new String[PHRASES];
        for (int i = 0; i < PHRASES; i++) {
            phrases[i] = phrase(words);
        }
    }

    private String word() {
        StringBuilder word = new StringBuilder();
        for (int left = 2 + random.nextInt(8); left > 0; left--) {
            word.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return word.toString();
    }

    /** Some words are used far more often than others, as in any language. */
    private String phrase(String[] words) {
        StringBuilder phrase = new StringBuilder();
        for (int left = 4 + random.nextInt(4); left > 0; left--) {
            double rank = random.nextDouble();
            phrase.append(phrase.length() == 0 ? "" : " ").append(words[(int) (rank * rank * WORDS)]);
        }
        return phrase.toString();
    }

    /** Fills a database with both. */
    void create(String database, Options options) {
        postgres.tool("pgbench", "-i", "-q", "-I", "dtGvp", "-s", String.valueOf(options.branches()), database);
        postgres.sql(database, "CREATE SCHEMA store");
        createProducts(database, "product", options.products());
    }

    void createProducts(String database, String table, long rows) {
        postgres.sql(database, PRODUCT.formatted(table));
        try (Connection connection = postgres.dataSource(database).getConnection()) {
            CopyIn copy =
                    connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY store." + table + " FROM STDIN");
            StringBuilder lines = new StringBuilder();
            for (long id = 1; id <= rows; id++) {
                product(lines, id);
                if (lines.length() > 60_000 || id == rows) {
                    byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
                    copy.writeToCopy(bytes, 0, bytes.length);
                    lines.setLength(0);
                }
            }
            copy.endCopy();
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot fill store." + table, e);
        }
        postgres.sql(
                database, "ALTER TABLE store." + table + " ADD PRIMARY KEY (id)", "VACUUM (ANALYZE) store." + table);
    }

    private void product(StringBuilder line, long id) {
        int cents = 100 + random.nextInt(100_000);
        line.append(id)
                .append("\tSKU-")
                .append(Integer.toString(random.nextInt(1 << 30), 36).toUpperCase(Locale.ROOT));
        line.append('\t').append(aPhrase()).append('\t').append(aPhrase());
        for (int i = 1; i < PHRASES_OF_A_DESCRIPTION; i++) {
            line.append(i % 5 == 0 ? ". " : " ").append(aPhrase());
        }
        line.append('\t').append(price(cents)).append('\t').append(id % 4 == 0 ? price(cents + 500) : "\\N");
        line.append("\tEUR\t").append(random.nextInt(500)).append('\t').append(random.nextInt(100_000) / 1000.0);
        line.append('\t').append(random.nextInt(5000)).append('\t').append(random.nextInt(400));
        line.append('\t').append(id % 3 == 0 ? "\\N" : price(100 + random.nextInt(400)));
        line.append(id % 10 == 0 ? "\tf" : "\tt")
                .append("\t{tag")
                .append(random.nextInt(300))
                .append(",tag");
        line.append(random.nextInt(300))
                .append("}\t{\"color\": \"c")
                .append(random.nextInt(40))
                .append("\", \"size\": ");
        line.append(random.nextInt(60))
                .append(", \"origin\": \"o")
                .append(random.nextInt(90))
                .append("\"}\t");
        line.append(new java.util.UUID(random.nextLong(), random.nextLong())).append('\t');
        line.append(id % 7 == 0 ? aPhrase() : "\\N");
        line.append("\t2025-").append(two(1 + random.nextInt(12))).append('-').append(two(1 + random.nextInt(28)));
        line.append(" 08:00:00+00\t2026-")
                .append(two(1 + random.nextInt(6)))
                .append('-')
                .append(two(1 + random.nextInt(28)));
        line.append(' ')
                .append(two(random.nextInt(24)))
                .append(':')
                .append(two(random.nextInt(60)))
                .append(':');
        line.append(two(random.nextInt(60)))
                .append('.')
                .append(100_000 + random.nextInt(900_000))
                .append("+00\n");
    }

    private String aPhrase() {
        return phrases[random.nextInt(PHRASES)];
    }

    private static String price(int cents) {
        return cents / 100 + "." + two(cents % 100);
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : String.valueOf(number);
    }
}
