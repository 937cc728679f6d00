package io.tillback.engine;

import io.tillback.model.Progress;
import java.sql.SQLException;

/** Does something after a snapshot's view was opened, before the first row is copied. */
record OnCopying(Deed deed) implements Progress {
    @FunctionalInterface
    interface Deed {
        void run() throws SQLException;
    }

    @Override
    public void step(String step) {
        if (step.startsWith("Copying")) {
            try {
                deed.run();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void expect(long rows, long bytes) {}

    @Override
    public void advance(long rows, long bytes) {}

    @Override
    public void checkCancelled() {}
}
