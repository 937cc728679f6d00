package io.tillback.offenders.plan;

interface OpenSet {
    record One() implements OpenSet {}

    record Other() implements OpenSet {}
}
