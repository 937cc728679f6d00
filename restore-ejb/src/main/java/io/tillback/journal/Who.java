package io.tillback.journal;

import java.util.Optional;

/**
 * Who made a transaction's changes, as far as the database and the store told.
 *
 * @param sessionUser the database's role
 * @param client the address that it came from; empty where it came through a socket
 * @param actor whom the store had signed in
 * @param request of the store, the same for all transactions of one
 */
public record Who(
        String sessionUser,
        String application,
        Optional<String> client,
        Optional<String> actor,
        Optional<String> request,
        Optional<String> release) {
    /** For a sentence, after "by". */
    public String inWords() {
        StringBuilder words = new StringBuilder(actor.orElseGet(() -> "database user " + sessionUser));
        request.ifPresent(id -> words.append(", request ").append(id));
        release.ifPresent(name -> words.append(", release ").append(name));
        if (actor.isEmpty() && !application.isEmpty()) {
            words.append(", application ").append(application);
        }
        return words.toString();
    }
}
