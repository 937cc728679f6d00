package io.tillback.offenders.jpa;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

@Entity
public class PublicEntity {
    @Id
    String id = "";
}
