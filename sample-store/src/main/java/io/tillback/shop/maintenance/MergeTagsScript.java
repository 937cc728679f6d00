package io.tillback.shop.maintenance;

import io.tillback.shop.catalog.Tags;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/** Incident 3: merging two tags' campaigns removes one of the tags, and with it all that used it. */
@Stateless
@SuppressWarnings("NullAway.Init") // The container sets the fields.
public class MergeTagsScript {

    @PersistenceContext(unitName = "shop")
    private EntityManager entities;

    @Inject
    private Tags tags;

    /** What the user sees: a success. */
    public record Merged(String message, long campaigns) {}

    /** Merges the campaigns of {@code from} into those of {@code into}. Both must exist. */
    public Merged run(String from, String into) {
        long campaigns = tags.use(from).campaigns();
        tags.use(into);
        // The bug, kept on purpose. Meant was: UPDATE Campaign c SET c.tag = :into WHERE c.tag = :from.
        entities.createQuery("DELETE FROM Tag t WHERE t.code = :from")
                .setParameter("from", from)
                .executeUpdate();
        return new Merged("Merged " + from + " into " + into + ".", campaigns);
    }
}
