package io.tillback.shop.web;

import jakarta.ejb.ApplicationException;
import jakarta.ws.rs.core.Response.Status;
import org.jspecify.annotations.Nullable;

/** What the store was asked to do cannot be done; answered as a problem, and the transaction is rolled back. */
@ApplicationException(rollback = true)
public class Refusal extends RuntimeException {

    private final Status status;

    private Refusal(Status status, String message) {
        super(message);
        this.status = status;
    }

    /** The thing asked for does not exist. */
    public static Refusal notFound(String message) {
        return new Refusal(Status.NOT_FOUND, message);
    }

    /** The request contradicts itself or lacks something. */
    public static Refusal badRequest(String message) {
        return new Refusal(Status.BAD_REQUEST, message);
    }

    /** The request is fine, but the store's state is in its way. */
    public static Refusal conflict(String message) {
        return new Refusal(Status.CONFLICT, message);
    }

    /**
     * Returns a value that the request must carry.
     *
     * @throws Refusal 400 if it does not
     */
    public static <T> T required(@Nullable T value, String name) {
        if (value == null || (value instanceof String text && text.isBlank())) {
            throw badRequest("Cannot read the request: " + name + " is missing");
        }
        return value;
    }

    Status status() {
        return status;
    }
}
