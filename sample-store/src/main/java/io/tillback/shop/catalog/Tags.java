package io.tillback.shop.catalog;

import io.tillback.shop.web.Refusal;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/** The tags. */
@Stateless
@SuppressWarnings("NullAway.Init") // The container sets the field.
public class Tags {

    private static final String USE = """
            SELECT
              t.label,
              (SELECT count(p) FROM Product p JOIN p.tags x WHERE x = t),
              (SELECT count(c) FROM Campaign c WHERE c.tag = t)
            FROM Tag t
            WHERE t.code = :code
            """;

    @PersistenceContext(unitName = "shop")
    private EntityManager entities;

    /** Returns a tag with its use, counted in the database. */
    public TagUse use(String code) {
        return entities.createQuery(USE, Object[].class)
                .setParameter("code", code)
                .getResultStream()
                .map(row -> new TagUse(code, (String) row[0], (Long) row[1], (Long) row[2]))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("Cannot find tag " + code));
    }
}
