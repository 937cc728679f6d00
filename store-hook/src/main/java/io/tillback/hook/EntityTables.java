package io.tillback.hook;

import io.tillback.hook.RowsRestored.TableName;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.eclipse.persistence.descriptors.ClassDescriptor;
import org.eclipse.persistence.internal.helper.DatabaseTable;
import org.eclipse.persistence.mappings.CollectionMapping;
import org.eclipse.persistence.mappings.DatabaseMapping;
import org.eclipse.persistence.mappings.DirectCollectionMapping;
import org.eclipse.persistence.mappings.ManyToManyMapping;
import org.eclipse.persistence.mappings.OneToOneMapping;

/** The tables that an entity's cached state is made of: its own, and those of whatever it leads to, however far. */
final class EntityTables {

    private final ClassDescriptor entity;
    private final Set<Name> own = new HashSet<>();
    private final Set<Name> led = new HashSet<>();

    EntityTables(ClassDescriptor entity) {
        this.entity = entity;
        add(own, entity);
        Set<ClassDescriptor> seen = new HashSet<>();
        seen.add(entity);
        follow(entity, seen);
    }

    /** As a unit's mapping spells it, which may leave the schema out and take case lightly. */
    record Name(String schema, String name) {

        static Name of(DatabaseTable table) {
            return new Name(plain(table.getTableQualifier()), plain(table.getName()));
        }

        boolean matches(TableName table) {
            return name.equals(plain(table.name())) && (schema.isEmpty() || schema.equals(plain(table.schema())));
        }
    }

    /** Without the difference that the database's folding of names would make: what looks equal is taken for equal. */
    static String plain(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    Set<Name> own() {
        return own;
    }

    Set<Name> all() {
        Set<Name> all = new HashSet<>(own);
        all.addAll(led);
        return all;
    }

    /** Whether rows of this table are reached by a mapping, perhaps those of other entities of the same kind. */
    boolean leadsTo(TableName table) {
        return entity.hasInheritance() || led.stream().anyMatch(name -> name.matches(table));
    }

    private void follow(ClassDescriptor from, Set<ClassDescriptor> seen) {
        for (DatabaseMapping mapping : from.getMappings()) {
            addTableOf(mapping);
            ClassDescriptor to = mapping.isDirectCollectionMapping() ? null : mapping.getReferenceDescriptor();
            if (to == null) {
                continue;
            }
            add(led, to);
            if (seen.add(to)) {
                follow(to, seen);
            }
            followKinds(to, seen);
        }
    }

    /** What is led to may be of any kind of its class. */
    private void followKinds(ClassDescriptor to, Set<ClassDescriptor> seen) {
        if (!to.hasInheritance()) {
            return;
        }
        for (ClassDescriptor kind : to.getInheritancePolicy().getAllChildDescriptors()) {
            add(led, kind);
            if (seen.add(kind)) {
                follow(kind, seen);
            }
        }
    }

    private void addTableOf(DatabaseMapping mapping) {
        if (mapping instanceof DirectCollectionMapping values) {
            led.add(Name.of(values.getReferenceTable()));
        }
        if (mapping instanceof ManyToManyMapping many) {
            led.add(Name.of(many.getRelationTable()));
        }
        if (mapping instanceof OneToOneMapping one && one.hasRelationTable()) {
            led.add(Name.of(one.getRelationTable()));
        }
    }

    private static void add(Set<Name> names, ClassDescriptor descriptor) {
        descriptor.getTables().forEach(table -> names.add(Name.of(table)));
    }

    /** Whether all that the entity maps is understood here. */
    static boolean isKnown(ClassDescriptor entity) {
        return entity.isRelationalDescriptor()
                && !entity.isDescriptorForInterface()
                && entity.getMappings().stream().allMatch(EntityTables::isKnown);
    }

    private static boolean isKnown(DatabaseMapping mapping) {
        if (mapping instanceof CollectionMapping collection
                && collection.getContainerPolicy().isMappedKeyMapPolicy()) {
            return false;
        }
        return mapping.isDirectToFieldMapping()
                || mapping.isAggregateObjectMapping()
                || (mapping.isForeignReferenceMapping() && !mapping.isVariableOneToOneMapping());
    }
}
