package io.tillback.shop.database;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceUnit;

/** Offers the persistence unit to the store hook, which drops its shared cache after a restore. */
@Dependent
@SuppressWarnings("NullAway.Init") // The container sets the field.
class StorePersistence {

    @Produces
    @PersistenceUnit(unitName = "shop")
    EntityManagerFactory shop;
}
