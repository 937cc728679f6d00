package io.tillback.engine;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A row's stored values, as the types' own output functions print them, in the order of the columns' names: the same for
 * equal bytes, however the row was come by. A value's length goes before it, and a null has none.
 */
record RowHash(long high, long low) {
    /** Under other settings the same value prints otherwise. */
    static final List<String> PINNED_SETTINGS = List.of(
            "SET search_path = pg_catalog",
            "SET TimeZone = 'UTC'",
            "SET DateStyle = 'ISO, YMD'",
            "SET IntervalStyle = 'postgres'",
            "SET extra_float_digits = 1",
            "SET bytea_output = 'hex'",
            "SET lc_monetary = 'C'",
            "SET xmloption = 'content'");

    static RowHash parse(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    static RowHash digest(byte[] printed) {
        try {
            return of(MessageDigest.getInstance("MD5").digest(printed));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has MD5", e);
        }
    }

    private static RowHash of(byte[] digest) {
        ByteBuffer bytes = ByteBuffer.wrap(digest);
        return new RowHash(bytes.getLong(), bytes.getLong());
    }

    /**
     * The row, printed, as SQL: its digest is {@code md5} of it.
     *
     * @param columns those that are stored; in any order
     * @param from what a column's quoted name is put after
     */
    static String printed(Collection<String> columns, String from) {
        return printed(columns.stream().sorted().map(column -> from + Engine.quote(column)));
    }

    static String printed(Stream<String> values) {
        // A composite value whose fields are all null "is null", and cast to text some types print otherwise.
        return values.map(value ->
                        "CASE num_nulls(%1$s) WHEN 1 THEN '-' ELSE octet_length(format('%%s', %1$s)) || ':' || format('%%s', %1$s) END"
                                .formatted(value))
                .collect(Collectors.joining(" || "));
    }
}
