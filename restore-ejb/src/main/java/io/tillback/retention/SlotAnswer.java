package io.tillback.retention;

import io.tillback.model.Job;

/** The job that has a slot. */
public record SlotAnswer(Job job, Begun begun) {
    /** Whether the asking itself began it. */
    public enum Begun {
        NOW,
        BEFORE
    }
}
