package io.tillback.model;

/**
 * Chosen by a client for one intention: the same principal sending it again gets the first answer, not a second deed.
 *
 * @param value 1 to 200 characters
 */
public record IdempotencyKey(String value) {
    public IdempotencyKey {
        Check.require(!value.isBlank() && value.length() <= 200, "an idempotency key has 1 to 200 characters");
    }
}
