package io.tillback.shop.catalog;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** Somebody who came to work on a seller's account. */
@Entity
@Table(schema = "shop", name = "sign_in")
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // EclipseLink sets the fields, and queries read them.
class SignIn {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;

    @Column(name = "seller_id")
    private long sellerId;

    private Instant at;

    protected SignIn() {}

    SignIn(long sellerId, Instant at) {
        this.sellerId = sellerId;
        this.at = at;
    }

    long id() {
        return id;
    }
}
