package io.tillback.offenders.service;

/** Lives in a package that the story does not tell of. */
final class RestoreManager {}
