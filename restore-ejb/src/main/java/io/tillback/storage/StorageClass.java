package io.tillback.storage;

/** Where an object lies. GLACIER and DEEP_ARCHIVE must be thawed before they can be read. */
public enum StorageClass {
    STANDARD,
    STANDARD_IA,
    GLACIER_IR,
    GLACIER,
    DEEP_ARCHIVE;

    public boolean isReadableAtOnce() {
        return this != GLACIER && this != DEEP_ARCHIVE;
    }
}
