package io.tillback.shop.catalog;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Set;

@Entity
@Table(schema = "shop", name = "product")
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // EclipseLink sets the fields, and queries read them.
class Product {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "seller_id")
    private Seller seller;

    private String sku;

    private String title;

    private String description;

    private BigDecimal price;

    private String currency;

    @Column(name = "file_name")
    private String fileName;

    private boolean active;

    @ManyToMany
    @JoinTable(
            schema = "shop",
            name = "product_tag",
            joinColumns = @JoinColumn(name = "product_id"),
            inverseJoinColumns = @JoinColumn(name = "tag_id"))
    private Set<Tag> tags;

    @Column(name = "created_at", updatable = false)
    private Instant createdAt;

    // A trigger sets it.
    @Column(name = "updated_at", insertable = false, updatable = false)
    private Instant updatedAt;

    protected Product() {}

    void rename(String newFileName) {
        fileName = newFileName;
    }

    Offer offer() {
        return new Offer(id, seller.id(), price, active);
    }

    ProductPage page() {
        return new ProductPage(
                id,
                seller.id(),
                seller.name(),
                sku,
                title,
                description,
                price,
                currency,
                fileName,
                active,
                createdAt,
                updatedAt);
    }
}
