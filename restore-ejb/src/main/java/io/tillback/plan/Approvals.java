package io.tillback.plan;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The approvals that a plan was given. Directories take names in any letter case for the same user, and so do these rules.
 *
 * @param involved whose approval does not count: who asked for the plan, or for one that it replaces, and who applies it
 * @param given in the order of time
 */
public record Approvals(Set<String> involved, List<Approval> given) {
    public Approvals {
        involved = Set.copyOf(involved);
        given = List.copyOf(given);
    }

    /** These, with one more user whose approval does not count. */
    public Approvals withInvolved(String user) {
        Set<String> all = new HashSet<>(involved);
        all.add(user);
        return new Approvals(all, given);
    }

    /** Those of a gap by users who are not involved; the first of each. */
    public List<Approval> counting(String gapHash) {
        Map<String, Approval> byUser = new LinkedHashMap<>();
        given.stream()
                .filter(approval -> approval.gapHash().equals(gapHash) && !isInvolved(approval.approver()))
                .forEach(approval -> byUser.putIfAbsent(folded(approval.approver()), approval));
        return List.copyOf(byUser.values());
    }

    /**
     * Makes sure that a user may approve a plan now.
     *
     * @param gapHash the gap that he has read
     * @throws RestoreException APPROVAL_OWN if he is involved, GAP_DIFFERS if the gap that he has read is not the plan's
     */
    public void requireWelcome(Plan plan, String user, String gapHash) {
        if (isInvolved(user)) {
            throw new RestoreException(
                    ErrorCode.APPROVAL_OWN,
                    "Cannot approve plan " + plan.id() + ": " + user + " asked for it or applies it",
                    "Have somebody else approve it who is in the role tillback-approver.");
        }
        if (!plan.gap().hash().equals(gapHash)) {
            throw new RestoreException(
                    ErrorCode.GAP_DIFFERS,
                    "Cannot approve plan " + plan.id() + ": the data gap that was read is not the plan's",
                    "Read the plan's data gap again and approve the hash it shows.");
        }
    }

    private boolean isInvolved(String user) {
        return involved.stream().map(Approvals::folded).anyMatch(folded(user)::equals);
    }

    private static String folded(String user) {
        return user.strip().toLowerCase(Locale.ROOT);
    }
}
