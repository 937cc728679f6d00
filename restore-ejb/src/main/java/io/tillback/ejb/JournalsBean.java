package io.tillback.ejb;

import io.tillback.journal.Coverage;
import io.tillback.journal.JournalStock;
import io.tillback.model.StoreSchema.Unprotected;
import io.tillback.model.TableId;
import io.tillback.shipment.ShippingLog;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.SCHEDULER, Role.AUDITOR})
public class JournalsBean implements Journals {
    private static final Comparator<TableId> BY_NAME =
            Comparator.comparing(TableId::schema).thenComparing(TableId::name);

    @EJB
    private EngineBean engine;

    @Override
    public List<Coverage> listCoverage() {
        return engine.tools().journal().findCoverage().stream()
                .sorted(Comparator.comparing(
                        coverage -> coverage.companion().table().id(), BY_NAME))
                .toList();
    }

    @Override
    public boolean isOn() {
        return engine.settings().journal().recording() == JournalSettings.Switch.ON;
    }

    @Override
    public Duration kept() {
        return engine.settings().journal().kept();
    }

    @Override
    public JournalStock measure() {
        return engine.tools().journal().measure();
    }

    @Override
    public List<Unprotected> listUnrecorded() {
        return engine.tools().journal().findUnrecorded(engine.tools().protectedSchema());
    }

    @Override
    public Optional<ShippingLog.Standing> findShipping() {
        return engine.tools().shippingLog().findStanding();
    }
}
