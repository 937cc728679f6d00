package io.tillback.shop.catalog;

import io.tillback.hook.LastRestores;
import io.tillback.hook.RowsRestored.TableName;
import io.tillback.shop.web.Refusal;
import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** The campaigns: the console that writes their rules, and the delivery that reads them. */
@Stateless
@SuppressWarnings("NullAway.Init") // The container sets the fields.
public class Campaigns {

    private static final List<TableName> TABLES = List.of(new TableName("shop", "campaign"));

    /** Incident 4: the rule moves to a column that is not there before. */
    private static final String RULE = """
            SELECT COALESCE(to_jsonb(c) ->> 'trigger_v2', c.trigger)
            FROM shop.campaign AS c
            WHERE id = ?
            """;

    @PersistenceContext(unitName = "shop")
    private EntityManager entities;

    @Resource(name = "jdbc/store")
    private DataSource store;

    @Inject
    private DeliveryRules rules;

    /** Columns that the console can write a rule to. */
    public enum Field {
        TRIGGER("UPDATE shop.campaign SET trigger = ? WHERE id = ?"),
        TRIGGER_V2("UPDATE shop.campaign SET trigger_v2 = ? WHERE id = ?");

        private final String write;

        Field(String write) {
            this.write = write;
        }
    }

    /** Writes a campaign's rule as the console does; the delivery is told. */
    public void write(long id, Field field, String trigger) {
        int rows = entities.createNativeQuery(field.write)
                .setParameter(1, trigger)
                .setParameter(2, id)
                .executeUpdate();
        if (rows == 0) {
            throw Refusal.notFound("Cannot find campaign " + id);
        }
        rules.forget(id);
    }

    /**
     * Returns the rule that a campaign is delivered by, from the delivery's own copy. What writes to the database past the
     * console leaves the copy old; a restore does not, for the copy asks.
     *
     * <p>Without a transaction, which a question that is refused would end.
     */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public DeliveryRules.Rule delivery(long id) {
        LastRestores restores = new LastRestores(store);
        DeliveryRules.Rule rule = rules.of(id, () -> read(id, restores));
        if (restores.mayHaveWritten(TABLES, rule.cut())) {
            rules.forget(id);
            return rules.of(id, () -> read(id, restores));
        }
        return rule;
    }

    private DeliveryRules.Rule read(long id, LastRestores restores) {
        try (var connection = store.getConnection();
                var statement = connection.prepareStatement(RULE)) {
            String cut = restores.cut();
            statement.setLong(1, id);
            try (var row = statement.executeQuery()) {
                if (!row.next()) {
                    throw Refusal.notFound("Cannot find campaign " + id);
                }
                return new DeliveryRules.Rule(row.getString(1), cut);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot read the rule of campaign " + id, e);
        }
    }
}
