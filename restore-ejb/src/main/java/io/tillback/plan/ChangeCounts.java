package io.tillback.plan;

/**
 * What would become of the changes that were recorded since a plan's target.
 *
 * @param total all of them, counted by themselves
 * @param broughtBack those the plan takes back on purpose: by the transactions that the target names, or, where it names
 *     none, those that changed and deleted rows which it sets back
 * @param lost others that it would take back
 * @param kept those that stay
 * @param transactions how many made what is brought back or lost
 * @param digest depends on who made how many of them, and when
 */
public record ChangeCounts(long total, long broughtBack, long lost, long kept, long transactions, String digest) {
    /** Whether every change is accounted for, and none twice. */
    public boolean addUp() {
        return total == broughtBack + lost + kept;
    }

    /** Those that an apply would take back. */
    public long takenBack() {
        return broughtBack + lost;
    }
}
