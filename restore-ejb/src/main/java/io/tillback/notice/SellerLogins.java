package io.tillback.notice;

import io.tillback.fault.RestoreException;

/** Port: which seller somebody is who signed in. */
@FunctionalInterface
public interface SellerLogins {
    /** Who signs in with the name that the database prints for the seller. */
    SellerLogins BY_NAME = login -> login;

    /**
     * @return the seller, as the database prints it
     * @throws RestoreException LOGIN_NO_SELLER if the login names none, or several
     */
    String findSeller(String login);
}
