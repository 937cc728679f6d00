package io.tillback.offenders.apply;

import jakarta.inject.Inject;

final class AsksTheContainer {
    @Inject
    Runnable work;
}
