package io.tillback.ejb;

import io.tillback.jdbc.SqlFailures;
import io.tillback.jpa.Catalog;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import java.util.function.Consumer;
import java.util.function.Function;

/** Gives the catalog a transaction of its own, whatever the caller is doing. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class CatalogBean {
    @PersistenceContext(unitName = "tillback")
    private EntityManager entities;

    /** Commits when the work returns, rolls back when it throws. */
    public <T> T ask(Function<Catalog, T> work) {
        try {
            return work.apply(Catalog.of(entities));
        } catch (PersistenceException e) {
            throw SqlFailures.findUnreachable("read or write the catalog", e)
                    .map(RuntimeException.class::cast)
                    .orElse(e);
        }
    }

    /** Like {@link #ask}, for work without an answer. */
    public void tell(Consumer<Catalog> work) {
        ask(records -> {
            work.accept(records);
            return true;
        });
    }
}
