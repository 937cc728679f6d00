package io.tillback.model;

/**
 * The companion table in which a table's changes are recorded while it is built in one way. Once it is built otherwise
 * it gets another one.
 *
 * @param number names it; from 1
 * @param table as it is built while this one is written to
 * @param nesting what the recorder is prepared for
 */
public record Companion(int number, TableShape table, Recording recording, Nesting nesting, OnFailure onFailure) {
    public Companion {
        Check.require(number > 0, "a companion's number is " + number);
    }
}
