package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.apply.Restore;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables of every build, damaged in every row they have, come back as they were. */
class EveryTableIT {
    private Engine engine;
    private Witness witness;
    private Manifest manifest;

    @BeforeEach
    void take_a_snapshot_of_every_table() throws SQLException {
        engine = Engine.on(Witness.script("every-table.sql"));
        engine.superuserSql("CREATE EVENT TRIGGER noted ON ddl_command_end EXECUTE FUNCTION noted()");
        witness = Witness.of(engine);
        manifest = engine.takeSnapshot();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void everything_comes_back_and_can_be_taken_back_again() throws SQLException {
        TableId[] tables = engine.tables().toArray(TableId[]::new);
        engine.superuserSql(Witness.script("damage-every-table.sql"));
        Witness damaged = Witness.of(engine);

        Plan plan = engine.plan(Requests.wholeTables(manifest, tables), manifest);
        Restore.Proof proof = engine.apply(plan);

        assertThat(witness.differences()).isEmpty();
        assertThat(proof.rowsVerified()).isGreaterThan(1000);

        engine.apply(engine.planToTakeBack(plan, plan.request()));
        assertThat(damaged.differences()).isEmpty();
    }
}
