package io.tillback.model;

import java.time.Instant;

/**
 * A consistent cut of the database: which transactions count as done, and when that was asked.
 *
 * @param cut the database's own notation, for PostgreSQL a {@code pg_snapshot}
 * @param takenAt UTC, by the database's clock, microsecond precision
 */
public record Moment(String cut, Instant takenAt) {
    public Moment {
        Check.notEmpty(cut, "cut");
    }
}
