package io.tillback.ejb;

import io.tillback.model.AlertCause;
import io.tillback.model.AlertCause.TableChange;
import io.tillback.model.ColumnScope;
import io.tillback.model.Condition;
import io.tillback.model.Json;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.notice.Alert;
import io.tillback.notice.AlertMessage;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Messages as they leave the server. docs/OPERATIONS.md describes the JSON.
 *
 * @param store which store it is about
 * @param console for links; without it there are none
 */
record AlertTexts(String store, Optional<URI> console) {
    private static final int MOST_IN_MAIL = 20;

    private record MessageText(String delivery, String store, String text, int total, List<AlertText> alerts) {}

    /** Absent values are null. */
    private record AlertText(
            long id,
            String kind,
            String state,
            Optional<TableId> table,
            Instant since,
            Optional<Instant> until,
            Optional<String> reason,
            String headline,
            String meaning,
            String nextStep,
            Optional<TransactionText> transaction,
            Optional<ValueText> value,
            Optional<URI> link) {}

    /** @param plan what POST /plans takes to take it out */
    private record TransactionText(
            String id, long changed, long inserted, long tableRows, AlertCause.Maker by, PlanText plan) {
        static TransactionText of(TableChange change, RestoreRequest plan) {
            return new TransactionText(
                    change.transactionName(),
                    change.changed(),
                    change.inserted(),
                    change.tableRows(),
                    change.maker(),
                    new PlanText(
                            targetOf(change, plan),
                            plan.scopes().stream().map(TransactionText::tableOf).toList(),
                            policyOf(plan.policy())));
        }

        private static Map<String, Object> targetOf(TableChange change, RestoreRequest plan) {
            return plan.target() instanceof RestoreTarget.AtInstant at
                    ? Map.of("instant", at.instant())
                    : Map.of("withoutTransactions", List.of(change.transactionName()));
        }

        private static Map<String, Object> tableOf(RestoreScope scope) {
            Map<String, Object> table = new TreeMap<>();
            table.put("schema", scope.table().schema());
            table.put("table", scope.table().name());
            if (scope.columns() instanceof ColumnScope.Columns some) {
                table.put("columns", some.names());
            }
            if (scope.rows() instanceof RowScope.Matching matching) {
                table.put("where", whereOf(matching.condition()));
                table.put("side", "live");
            }
            return table;
        }

        /** Alerts ask for one value, or for none. */
        private static Map<String, Object> whereOf(Condition condition) {
            return condition instanceof Condition.Compare compare
                    ? Map.of("column", compare.column(), "is", "=", "value", compare.value())
                    : Map.of("column", ((Condition.IsNull) condition).column(), "isNull", true);
        }

        private static Map<String, String> policyOf(RestorePolicy policy) {
            Map<String, String> words = new TreeMap<>();
            if (policy.added() == RestorePolicy.AddedRows.REMOVE) {
                words.put("added", "remove");
            }
            if (policy.dependents() == RestorePolicy.Dependents.FOLLOW) {
                words.put("dependents", "follow");
            }
            return words;
        }
    }

    /** @param value null: NULL */
    private record ValueText(String column, Optional<String> value) {
        static ValueText of(AlertCause.Written written) {
            return new ValueText(written.column().value(), written.value());
        }
    }

    private record PlanText(Map<String, Object> target, List<Map<String, Object>> tables, Map<String, String> policy) {}

    String subject(AlertMessage message) {
        return "[Tillback " + store + "] " + message.headline();
    }

    /** The same for every attempt. */
    String json(AlertMessage message) {
        return Json.write(new MessageText(
                message.id(),
                store,
                subject(message),
                message.total(),
                message.alerts().stream().map(this::of).toList()));
    }

    private AlertText of(Alert alert) {
        return new AlertText(
                alert.number(),
                kind(alert),
                state(alert),
                alert.cause().findTable(),
                alert.since(),
                alert.until(),
                alert.cause().findReason(),
                alert.headline(),
                alert.meaning(),
                alert.nextStep(),
                alert.cause()
                        .findTransaction()
                        .flatMap(change -> alert.cause().findPlan().map(plan -> TransactionText.of(change, plan))),
                alert.cause().findValue().map(ValueText::of),
                link(alert));
    }

    static String kind(Alert alert) {
        return alert.cause().kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String state(Alert alert) {
        return alert.isOpen() ? "open" : "closed";
    }

    private Optional<URI> link(Alert alert) {
        return console.map(base -> base.resolve(alert.page()));
    }

    /** For mail. */
    String plain(AlertMessage message) {
        StringBuilder text = new StringBuilder();
        message.alerts().stream().limit(MOST_IN_MAIL).forEach(alert -> text.append(alert.headline())
                .append("\n\n")
                .append(alert.meaning())
                .append('\n')
                .append(alert.nextStep())
                .append("\n\n\n"));
        if (message.total() > MOST_IN_MAIL) {
            text.append("And ").append(message.total() - MOST_IN_MAIL).append(" more.\n\n\n");
        }
        message.alerts().stream()
                .limit(MOST_IN_MAIL)
                .flatMap(alert -> link(alert).stream())
                .distinct()
                .forEach(link -> text.append(link).append('\n'));
        return text.append("Store: ").append(store).append('\n').toString();
    }
}
