package io.tillback.shop.catalog;

import io.tillback.shop.web.Refusal;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/** The sellers' accounts. */
@Stateless
@SuppressWarnings("NullAway.Init") // The container sets the fields.
public class Accounts {

    @PersistenceContext(unitName = "shop")
    private EntityManager entities;

    @Inject
    private UnreleasedPath unreleased;

    @Inject
    private Clock clock;

    /** Returns an account. */
    public Account account(long id) {
        return load(id).account();
    }

    /** Saves how a seller is paid. */
    public Account save(long id, String payoutType) {
        Seller seller = load(id);
        // Incident 2, kept on purpose: with the unreleased path on, saving an account forgets what was typed in.
        seller.payBy(unreleased.isOn() ? null : payoutType);
        return seller.account();
    }

    /** Notes that somebody came to work on an account, and returns the note's number. */
    public long signIn(long id) {
        // Microseconds, as the database keeps them.
        SignIn note = new SignIn(load(id).id(), clock.instant().truncatedTo(ChronoUnit.MICROS));
        entities.persist(note);
        entities.flush();
        return note.id();
    }

    private Seller load(long id) {
        Seller seller = entities.find(Seller.class, id);
        if (seller == null) {
            throw Refusal.notFound("Cannot find seller " + id);
        }
        return seller;
    }
}
