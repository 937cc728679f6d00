package io.tillback.ejb;

import io.tillback.model.IdSource;
import java.math.BigInteger;
import java.security.SecureRandom;

/** Names of ten characters: 51 random bits. */
final class RandomIds implements IdSource {
    private static final BigInteger LIMIT = BigInteger.valueOf(36).pow(10);

    private final SecureRandom random = new SecureRandom();

    @Override
    public String next() {
        String digits = new BigInteger(80, random).mod(LIMIT).toString(36);
        return "0".repeat(10 - digits.length()) + digits;
    }
}
