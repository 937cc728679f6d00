package io.tillback.web.rest;

import io.tillback.fault.ErrorCode;

/** How each failure of the engine is told over HTTP. A new code does not compile until it is decided here. */
final class Problems {
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int GONE = 410;
    private static final int UNPROCESSABLE = 422;
    private static final int INTERNAL = 500;
    private static final int BAD_GATEWAY = 502;
    private static final int UNAVAILABLE = 503;
    private static final int INSUFFICIENT_STORAGE = 507;

    private Problems() {}

    /** The kind of problem: the same for each occurrence. */
    record Kind(int status, String title) {
        boolean isOurs() {
            return status >= INTERNAL;
        }
    }

    static Kind of(ErrorCode code) {
        return switch (code) {
            case REQUEST_INVALID -> new Kind(BAD_REQUEST, "The request cannot be read");
            case CONFIGURATION_INVALID -> new Kind(INTERNAL, "Tillback is configured wrongly");
            case TABLE_UNKNOWN -> new Kind(UNPROCESSABLE, "No such protected table");
            case TABLE_HAS_NO_KEY -> new Kind(UNPROCESSABLE, "The table has no key");
            case COLUMN_UNKNOWN -> new Kind(UNPROCESSABLE, "No such column");
            case COLUMN_NOT_RESTORABLE -> new Kind(UNPROCESSABLE, "The column cannot be restored");
            case KEY_INVALID -> new Kind(UNPROCESSABLE, "The key does not fit the table");
            case CONDITION_INVALID -> new Kind(UNPROCESSABLE, "The condition does not fit the table");
            case SCHEMA_CHANGED -> new Kind(CONFLICT, "The table was altered since");
            case VALUE_UNFIT -> new Kind(CONFLICT, "A column does not take a value");
            case SNAPSHOT_UNKNOWN -> new Kind(NOT_FOUND, "No such snapshot");
            case SNAPSHOT_UNFINISHED -> new Kind(CONFLICT, "The snapshot is not finished");
            case SNAPSHOT_DAMAGED -> new Kind(CONFLICT, "The snapshot is damaged");
            case SNAPSHOT_PURGED -> new Kind(GONE, "The snapshot was purged");
            case SNAPSHOT_IN_USE -> new Kind(CONFLICT, "The snapshot is being read");
            case SNAPSHOT_KEPT -> new Kind(CONFLICT, "The snapshot is the last good one");
            case FORMAT_TOO_NEW -> new Kind(CONFLICT, "The snapshot needs a newer Tillback");
            case TABLE_NOT_IN_SNAPSHOT -> new Kind(UNPROCESSABLE, "The snapshot does not hold the table");
            case MOMENT_NOT_COVERED -> new Kind(UNPROCESSABLE, "The journal does not cover the moment");
            case SHIPMENT_MISSING -> new Kind(CONFLICT, "The shipments have a hole");
            case SHIPMENT_DAMAGED -> new Kind(CONFLICT, "A shipment is damaged");
            case DATABASE_NOT_EMPTY -> new Kind(CONFLICT, "The database has tables already");
            case ROWS_PRESENT -> new Kind(CONFLICT, "The rows are there");
            case ROWS_NOT_FOUND -> new Kind(UNPROCESSABLE, "Nothing still holds the rows");
            case ROWS_NEVER_TOGETHER -> new Kind(UNPROCESSABLE, "The rows were not there at one time");
            case PLAN_UNKNOWN -> new Kind(NOT_FOUND, "No such plan");
            case PLAN_NOT_READY -> new Kind(CONFLICT, "The plan cannot be used now");
            case PLAN_ALREADY_APPLIED -> new Kind(CONFLICT, "The plan is applied already");
            case SELLER_UNKNOWN -> new Kind(UNPROCESSABLE, "No rows of the seller are there");
            case PLAN_BLOCKED -> new Kind(CONFLICT, "Something in the store stands in the way");
            case PLAN_REPLACES_NONE -> new Kind(NOT_FOUND, "The plan replaces no other");
            case FINGERPRINT_DIFFERS -> new Kind(CONFLICT, "Another plan was looked at");
            case GAP_DIFFERS -> new Kind(CONFLICT, "Another data gap was read");
            case ACCEPTANCE_MISSING -> new Kind(CONFLICT, "Nobody has accepted the data gap");
            case APPROVALS_MISSING -> new Kind(CONFLICT, "Others must approve first");
            case APPROVAL_OWN -> new Kind(CONFLICT, "Nobody approves a plan of their own");
            case ROWS_MOVED -> new Kind(CONFLICT, "Rows changed since the plan was made");
            case PROOF_FAILED -> new Kind(CONFLICT, "The rows written are not those planned");
            case CONSTRAINT_VIOLATED -> new Kind(CONFLICT, "A constraint of the database stands in the way");
            case LOCK_NOT_AVAILABLE -> new Kind(UNAVAILABLE, "The store holds a lock for too long");
            case RIGHTS_MISSING -> new Kind(CONFLICT, "The database role may not do this");
            // Not 503: clients repeat that by themselves, and this must be looked up instead.
            case OUTCOME_UNKNOWN -> new Kind(INTERNAL, "Whether it was committed is not known yet");
            case RESTORE_UNKNOWN -> new Kind(NOT_FOUND, "No such restore");
            case RESTORE_NOT_COMMITTED -> new Kind(CONFLICT, "The restore was not committed");
            case TIER_NOT_SCHEDULED -> new Kind(CONFLICT, "The tier has no slots");
            case SLOT_TAKEN -> new Kind(CONFLICT, "The slot is taken");
            case RETENTION_CHANGED -> new Kind(CONFLICT, "Other snapshots expire by now");
            case RELEASE_UNKNOWN -> new Kind(NOT_FOUND, "No such release");
            case NOTICE_UNKNOWN -> new Kind(NOT_FOUND, "No such notice");
            case LOGIN_NO_SELLER -> new Kind(FORBIDDEN, "The login does not name one seller");
            case ALERT_UNKNOWN -> new Kind(NOT_FOUND, "No such alert");
            case FREEZE_UNKNOWN -> new Kind(NOT_FOUND, "No such freeze");
            case JOB_UNKNOWN -> new Kind(NOT_FOUND, "No such job");
            case JOB_INTERRUPTED -> new Kind(INTERNAL, "The server stopped in the middle of the work");
            case JOB_CANCELLED -> new Kind(CONFLICT, "The work was cancelled");
            case JOB_OVER -> new Kind(CONFLICT, "The work is over");
            case IDEMPOTENCY_KEY_REUSED -> new Kind(UNPROCESSABLE, "The idempotency key was used for something else");
            case OBJECT_UNKNOWN -> new Kind(BAD_GATEWAY, "The object store has no such object");
            case OBJECT_EXISTS -> new Kind(CONFLICT, "The object exists already");
            case OBJECT_COLD -> new Kind(CONFLICT, "The object must be thawed first");
            case STORAGE_UNAVAILABLE -> new Kind(UNAVAILABLE, "The object store does not answer");
            case STORAGE_REFUSED -> new Kind(BAD_GATEWAY, "The object store refuses");
            case DATABASE_UNAVAILABLE -> new Kind(UNAVAILABLE, "The database does not answer");
            case DATABASE_FULL -> new Kind(INSUFFICIENT_STORAGE, "The disk of the database is full");
            case DATABASE_EXHAUSTED -> new Kind(UNAVAILABLE, "The database has run out of something");
            case STATEMENT_CANCELLED -> new Kind(UNAVAILABLE, "The database ended a statement");
            case DATABASE_FAILED -> new Kind(INTERNAL, "The database failed");
            case DELIVERY_FAILED -> new Kind(BAD_GATEWAY, "A message could not be delivered");
            case INTERNAL -> new Kind(INTERNAL, "Tillback failed");
        };
    }
}
