package io.tillback.running;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Passwords for Open Liberty's configuration. */
public final class LibertyPassword {
    private static final byte MASK = '_';

    private LibertyPassword() {}

    /**
     * Encodes a password as {@code securityUtility encode} does. Plain, a <code>${…}</code> in it would be taken for a
     * variable, a <code>{…}</code> at its beginning for an encoding, and letters beyond ASCII would get lost in some
     * locales. This hides nothing.
     */
    public static String encode(String password) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= MASK;
        }
        return "{xor}" + Base64.getEncoder().encodeToString(bytes);
    }
}
