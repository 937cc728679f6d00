package io.tillback.shop.maintenance;

import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/** Incident 1: the script that came from the development server, where there was one seller. */
@Stateless
@SuppressWarnings("NullAway.Init") // The container sets the field.
public class RenameFilesScript {

    /** What every product's file is called afterwards. */
    static final String WRONG_NAME = "download-new.zip";

    @PersistenceContext(unitName = "shop")
    private EntityManager entities;

    /** Renames the files of <b>all</b> products, and returns how many those are. */
    public int run() {
        // The bug, kept on purpose: no WHERE p.seller.id = :seller.
        return entities.createQuery("UPDATE Product p SET p.fileName = :name")
                .setParameter("name", WRONG_NAME)
                .executeUpdate();
    }
}
