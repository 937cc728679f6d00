package io.tillback.hook;

import io.tillback.hook.RowsRestored.WrittenTable;
import jakarta.persistence.EntityManagerFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.persistence.descriptors.ClassDescriptor;
import org.eclipse.persistence.internal.sessions.AbstractSession;
import org.eclipse.persistence.mappings.DatabaseMapping;
import org.eclipse.persistence.mappings.foundation.AbstractColumnMapping;
import org.eclipse.persistence.sessions.DatabaseRecord;
import org.eclipse.persistence.sessions.IdentityMapAccessor;
import org.eclipse.persistence.sessions.server.ServerSession;

/**
 * Evicts from EclipseLink's shared cache what may show rows that were written: the entities whose rows they are, and all that
 * lead to them, since a cached entity may keep what it has once led to. Single rows where few were written and nothing leads to
 * them.
 */
final class EclipseLinkCache {

    private static final int FEW = 100;

    private final AbstractSession session;
    private final RowsRestored restored;

    private EclipseLinkCache(AbstractSession session, RowsRestored restored) {
        this.session = session;
        this.restored = restored;
    }

    /** @return false if the unit maps something in a way that is not known here; nothing was evicted then */
    static boolean evict(EntityManagerFactory factory, RowsRestored restored) {
        return new EclipseLinkCache(factory.unwrap(ServerSession.class), restored).evict();
    }

    private boolean evict() {
        List<ClassDescriptor> all = List.copyOf(session.getDescriptors().values());
        if (!all.stream().allMatch(EntityTables::isKnown)) {
            return false;
        }
        IdentityMapAccessor cache = session.getIdentityMapAccessor();
        for (ClassDescriptor entity : all) {
            if (entity.isAggregateDescriptor() || entity.isAggregateCollectionDescriptor()) {
                continue;
            }
            Set<EntityTables.Name> shown = new EntityTables(entity).all();
            List<WrittenTable> seen = restored.written().stream()
                    .filter(table -> shows(shown, table))
                    .toList();
            if (!seen.isEmpty() && !evictRows(cache, entity, seen)) {
                cache.invalidateClass(entity.getJavaClass());
            }
        }
        cache.clearQueryCache();
        return true;
    }

    private static boolean shows(Set<EntityTables.Name> shown, WrittenTable table) {
        return shown.stream()
                .anyMatch(name ->
                        name.matches(table.name()) || table.seenIn().stream().anyMatch(name::matches));
    }

    /** @return false if it is not known which entities these rows are */
    private boolean evictRows(IdentityMapAccessor cache, ClassDescriptor entity, List<WrittenTable> seen) {
        Set<EntityTables.Name> own = new EntityTables(entity).own();
        List<Object> ids = new ArrayList<>();
        for (WrittenTable table : seen) {
            boolean named = entity.getTables().size() == 1
                    && own.size() == 1
                    && own.iterator().next().matches(table.name())
                    && !new EntityTables(entity).leadsTo(table.name())
                    && table.isComplete()
                    && table.rows().size() <= FEW
                    && isKey(entity, table.key());
            if (!named) {
                return false;
            }
            table.rows().forEach(row -> ids.add(id(entity, table.key(), row.key())));
        }
        ids.forEach(id -> cache.invalidateObject(id, entity.getJavaClass()));
        return true;
    }

    /** By columns whose values are the entity's own, as they are. */
    private static boolean isKey(ClassDescriptor entity, List<String> key) {
        Set<String> columns = new HashSet<>();
        for (var field : entity.getPrimaryKeyFields()) {
            DatabaseMapping mapping = entity.getObjectBuilder().getMappingForField(field);
            if (!(mapping instanceof AbstractColumnMapping column) || column.getConverter() != null) {
                return false;
            }
            columns.add(EntityTables.plain(field.getName()));
        }
        return key.size() == columns.size()
                && key.stream().map(EntityTables::plain).allMatch(columns::contains);
    }

    private Object id(ClassDescriptor entity, List<String> key, List<String> values) {
        DatabaseRecord row = new DatabaseRecord();
        for (var field : entity.getPrimaryKeyFields()) {
            for (int i = 0; i < key.size(); i++) {
                if (EntityTables.plain(key.get(i)).equals(EntityTables.plain(field.getName()))) {
                    row.put(field, values.get(i));
                }
            }
        }
        return entity.getObjectBuilder().extractPrimaryKeyFromRow(row, session);
    }
}
