package io.tillback.shop.catalog;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(schema = "shop", name = "seller")
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // EclipseLink sets the fields, and queries read them.
class Seller {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;

    private String name;

    private String email;

    private String country;

    @Column(name = "joined_at")
    private Instant joinedAt;

    @Column(name = "payout_type")
    private @Nullable String payoutType;

    protected Seller() {}

    long id() {
        return id;
    }

    String name() {
        return name;
    }

    void payBy(@Nullable String type) {
        payoutType = type;
    }

    Account account() {
        return new Account(id, name, payoutType);
    }
}
