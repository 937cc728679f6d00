package io.tillback.shop.catalog;

import io.tillback.shop.web.Refusal;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The products, read through EclipseLink's shared cache. */
@Stateless
@SuppressWarnings("NullAway.Init") // The container sets the field.
public class Shelf {

    @PersistenceContext(unitName = "shop")
    private EntityManager entities;

    /** Returns a product's page; a cached one may be older than the database. */
    public ProductPage page(long id) {
        return load(id).page();
    }

    /** Returns what an order needs to know of a product. */
    public Offer offer(long id) {
        return load(id).offer();
    }

    /** Returns products by id, at most {@code limit}; those of one seller if one is given. */
    public List<ProductPage> pages(int limit, @Nullable Long sellerId) {
        String ofSeller = sellerId == null ? "" : "WHERE p.seller.id = :seller ";
        var query = entities.createQuery("SELECT p FROM Product p " + ofSeller + "ORDER BY p.id", Product.class);
        if (sellerId != null) {
            query.setParameter("seller", sellerId);
        }
        return query.setMaxResults(limit).getResultStream().map(Product::page).toList();
    }

    /** Gives a product the file name that its seller typed in. */
    public ProductPage rename(long id, String fileName) {
        Product product = load(id);
        product.rename(fileName);
        entities.flush();
        // The trigger has set the time of the change.
        entities.refresh(product);
        return product.page();
    }

    private Product load(long id) {
        Product product = entities.find(Product.class, id);
        if (product == null) {
            throw Refusal.notFound("Cannot find product " + id);
        }
        return product;
    }
}
