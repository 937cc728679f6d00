package io.tillback.shop.catalog;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(schema = "shop", name = "tag")
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // EclipseLink sets the fields, and queries read them.
class Tag {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;

    private String code;

    private String label;

    protected Tag() {}
}
