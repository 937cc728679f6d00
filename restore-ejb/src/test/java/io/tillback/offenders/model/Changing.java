package io.tillback.offenders.model;

class Changing {
    int value;
}
