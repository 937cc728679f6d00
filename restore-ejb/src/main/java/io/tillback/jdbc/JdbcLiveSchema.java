package io.tillback.jdbc;

import io.tillback.dialect.Dialect;
import io.tillback.model.StoreSchema;
import io.tillback.timeline.LiveSchema;
import javax.sql.DataSource;

/** Reads the schema in a transaction of its own. */
public final class JdbcLiveSchema implements LiveSchema {
    private final DataSource database;
    private final Dialect dialect;

    public JdbcLiveSchema(DataSource database, Dialect dialect) {
        this.database = database;
        this.dialect = dialect;
    }

    @Override
    public StoreSchema load() {
        try (Session session = Session.openReadOnly(database, "read how the store's tables are built")) {
            session.run(dialect.schema().pinSettings());
            return new SchemaReader(dialect.schema()).read(session);
        }
    }
}
