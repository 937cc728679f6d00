package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.literal;
import static io.tillback.dialect.postgresql.Sql.quote;

import io.tillback.model.Companion;
import io.tillback.model.Nesting;
import io.tillback.model.Recording;

/** The triggers of a recorded table. */
final class RecorderTriggers {
    private final Companion companion;

    RecorderTriggers(Companion companion) {
        this.companion = companion;
    }

    /** On the table and each of its partitions; with triggers that fire whatever the session's role of replication is. */
    String create() {
        StringBuilder each = new StringBuilder();
        String perRow = "FOR EACH ROW";
        boolean byRow = companion.recording() == Recording.ROWS;
        if (companion.nesting() == Nesting.POSSIBLE) {
            each.append(trigger("begin", "BEFORE UPDATE OR DELETE", ""));
        }
        each.append(trigger("insert", "AFTER INSERT", byRow ? perRow : "REFERENCING NEW TABLE AS new_rows"));
        each.append(trigger("delete", "AFTER DELETE", byRow ? perRow : "REFERENCING OLD TABLE AS old_rows"));
        switch (companion.recording()) {
            case ROWS -> each.append(trigger("update", "AFTER UPDATE", perRow));
            case PARTITIONS ->
                each.append(
                        trigger("update", "AFTER UPDATE", "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"));
            case STATEMENTS ->
                each.append(trigger("update", "AFTER UPDATE", "REFERENCING OLD TABLE AS old_rows"))
                        .append(trigger("move", "AFTER UPDATE", perRow));
        }
        each.append("IF kind <> 'p' THEN\n")
                .append(trigger("truncate", "BEFORE TRUNCATE", ""))
                .append("END IF;\n");
        String block = """
                DECLARE piece regclass; kind "char";
                BEGIN
                FOR piece, kind IN
                  SELECT c.oid, c.relkind FROM pg_class c
                  WHERE c.oid = %1$s::regclass OR c.oid IN (SELECT relid FROM pg_partition_tree(%1$s::regclass))
                LOOP
                %2$s
                END LOOP;
                END
                """.formatted(literal(quote(companion.table().id())), each);
        return "DO " + literal(block);
    }

    private String trigger(String what, String event, String how) {
        String trigger = "tillback_" + companion.number() + "_" + what;
        String create = "CREATE TRIGGER " + trigger + " " + event + " ON " + PostgresRecorder.PLACE + " " + how
                + " EXECUTE FUNCTION " + PostgresRecorder.name(companion.number(), what) + "()";
        return "EXECUTE format(%s, piece);\nEXECUTE format('ALTER TABLE %%s ENABLE ALWAYS TRIGGER %s', piece);\n"
                .formatted(literal(create.replace("%", "%%").replace(PostgresRecorder.PLACE, "%s")), trigger);
    }
}
