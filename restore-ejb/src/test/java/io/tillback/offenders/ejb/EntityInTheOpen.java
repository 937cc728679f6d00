package io.tillback.offenders.ejb;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

@Entity
class EntityInTheOpen {
    @Id
    String id = "";
}
