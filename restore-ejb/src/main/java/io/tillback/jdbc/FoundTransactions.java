package io.tillback.jdbc;

import io.tillback.journal.FoundTransaction;
import io.tillback.journal.FoundTransaction.Count;
import io.tillback.journal.Who;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Puts transactions together from what several companions say of them. */
final class FoundTransactions {
    private final Map<Long, Draft> drafts = new LinkedHashMap<>();

    /** @param numbers in the order in which they are told */
    FoundTransactions(List<Long> numbers) {
        numbers.forEach(number -> drafts.put(number, new Draft()));
    }

    /** From when the first statement began to when the last one did. */
    record Span(Instant from, Instant to) {
        Span with(Span other) {
            return new Span(from.isBefore(other.from) ? from : other.from, to.isAfter(other.to) ? to : other.to);
        }
    }

    private static final class Draft {
        private String process = "";
        private Optional<Span> span = Optional.empty();
        private final Map<Object, Count> counts = new TreeMap<>();
    }

    void add(long number, String process, Span span, Count count) {
        Draft draft = drafts.get(number);
        if (draft == null) {
            return;
        }
        draft.process = process;
        draft.span = Optional.of(draft.span.map(span::with).orElse(span));
        draft.counts.merge(count.table(), count, Count::plus);
    }

    Stream<String> numbers() {
        return drafts.keySet().stream().map(Long::toUnsignedString);
    }

    Stream<String> processes() {
        return drafts.values().stream().map(draft -> draft.process);
    }

    /** @param who made them, as far as it was recorded */
    List<FoundTransaction> told(Map<Long, Who> who) {
        List<FoundTransaction> transactions = new ArrayList<>();
        drafts.forEach((number, draft) -> draft.span.ifPresent(span -> transactions.add(new FoundTransaction(
                number,
                span.from(),
                span.to(),
                Optional.ofNullable(who.get(number)),
                List.copyOf(draft.counts.values())))));
        return transactions;
    }
}
