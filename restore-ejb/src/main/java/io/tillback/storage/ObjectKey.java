package io.tillback.storage;

/**
 * An object's name in the bucket.
 *
 * @param value parts separated by slashes, no slash at the start
 */
public record ObjectKey(String value) {
    public ObjectKey {
        if (value.isEmpty() || value.startsWith("/")) {
            throw new IllegalArgumentException("'" + value + "' is not an object's name");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
