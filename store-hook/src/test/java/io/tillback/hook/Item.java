package io.tillback.hook;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** Something that a store sells. */
@Entity
class Item {

    @Id
    int id;

    String name = "";

    /** For JPA. */
    Item() {}

    Item(int id, String name) {
        this.id = id;
        this.name = name;
    }
}
