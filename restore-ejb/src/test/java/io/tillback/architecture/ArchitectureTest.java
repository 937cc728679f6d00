package io.tillback.architecture;

import static io.tillback.architecture.Classes.finds;
import static io.tillback.architecture.Classes.holds;
import static io.tillback.architecture.Classes.ignores;

import org.junit.jupiter.api.Test;

/** Plain tests on purpose: Surefire runs ArchUnit's own annotated fields as nothing, and reports success. */
class ArchitectureTest {
    @Test
    void every_package_is_one_the_story_tells_of() {
        holds(Rules.packagesAreThoseOfTheHouse());
    }

    @Test
    void a_package_the_story_does_not_tell_of_is_found() {
        finds(Rules.packagesAreThoseOfTheHouse(), "service.RestoreManager");
    }

    @Test
    void a_package_imports_only_what_is_upstream_of_it() {
        House.names().forEach(name -> holds(Rules.importsAreUpstream(name)));
    }

    @Test
    void a_stage_that_looks_ahead_is_found() {
        finds(Rules.importsAreUpstream("snapshot"), "snapshot.KnowsThePlan");
    }

    @Test
    void a_value_that_knows_a_stage_is_found() {
        finds(Rules.importsAreUpstream("model"), "model.KnowsAStage");
    }

    @Test
    void a_stage_that_imports_an_edge_is_found() {
        finds(Rules.importsAreUpstream("plan"), "plan.RunsOnAnEdge");
    }

    @Test
    void a_stage_that_writes_its_own_sql_is_found() {
        finds(Rules.importsAreUpstream("plan"), "plan.WritesItsOwnSql");
    }

    @Test
    void an_apply_that_reads_objects_is_found() {
        finds(Rules.importsAreUpstream("apply"), "apply.ReadsObjects");
    }

    @Test
    void a_snapshot_that_knows_the_journal_is_found() {
        finds(Rules.importsAreUpstream("snapshot"), "snapshot.KnowsTheJournal");
    }

    @Test
    void a_journal_that_knows_the_snapshot_is_found() {
        finds(Rules.importsAreUpstream("journal"), "journal.KnowsTheSnapshot");
    }

    @Test
    void dialects_see_of_snapshots_the_range_only() {
        holds(Rules.dialectsSeeOfSnapshotsTheRangeOnly());
    }

    @Test
    void a_dialect_that_knows_the_snapshot_taker_is_found() {
        finds(Rules.dialectsSeeOfSnapshotsTheRangeOnly(), "dialect.KnowsTheTaker");
    }

    @Test
    void packages_have_no_cycles() {
        holds(Rules.packagesHaveNoCycles());
    }

    @Test
    void a_cycle_of_packages_is_found() {
        finds(Rules.packagesHaveNoCycles(), "retention.LooksAhead");
    }

    @Test
    void the_engine_is_plain_java() {
        holds(Rules.engineIsPlainJava());
    }

    @Test
    void an_engine_class_that_is_injected_into_is_found() {
        finds(Rules.engineIsPlainJava(), "apply.AsksTheContainer", "jakarta.inject.Inject");
    }

    @Test
    void an_engine_class_that_reads_configuration_is_found() {
        finds(Rules.engineIsPlainJava(), "plan.ReadsConfiguration");
    }

    @Test
    void an_adapter_that_begins_its_own_transaction_is_found() {
        finds(Rules.engineIsPlainJava(), "jdbc.BeginsItsOwnTransaction");
    }

    @Test
    void only_ejb_asks_the_system_for_time_and_randomness() {
        holds(Rules.onlyEjbAsksTheSystem());
    }

    @Test
    void a_class_that_asks_the_system_for_time_or_randomness_is_found() {
        finds(
                Rules.onlyEjbAsksTheSystem(),
                "jdbc.AsksTheSystem",
                "java.time.Clock.systemUTC",
                "java.time.Instant.now",
                "java.lang.System.currentTimeMillis",
                "java.lang.System.nanoTime",
                "java.lang.Math.random",
                "java.util.concurrent.ThreadLocalRandom.current",
                "java.security.SecureRandom.<init>",
                "java.util.UUID.randomUUID");
    }

    @Test
    void a_class_that_is_given_a_clock_is_left_alone() {
        ignores(Rules.onlyEjbAsksTheSystem(), "apply.IsGivenTheTime");
    }

    @Test
    void sql_is_run_at_the_edges_only() {
        holds(Rules.sqlIsRunAtTheEdgesOnly());
    }

    @Test
    void a_stage_that_runs_sql_is_found() {
        finds(Rules.sqlIsRunAtTheEdgesOnly(), "timeline.RunsSql");
    }

    @Test
    void the_aws_sdk_is_named_in_its_adapter_only() {
        holds(Rules.awsSdkIsNamedInItsAdapterOnly());
    }

    @Test
    void a_stage_that_names_the_aws_sdk_is_found() {
        finds(Rules.awsSdkIsNamedInItsAdapterOnly(), "snapshot.NamesTheAwsSdk");
    }

    @Test
    void the_postgresql_driver_is_named_in_its_adapter_only() {
        holds(Rules.postgresDriverIsNamedInItsAdapterOnly());
    }

    @Test
    void a_class_of_jdbc_that_names_the_driver_is_found() {
        finds(Rules.postgresDriverIsNamedInItsAdapterOnly(), "jdbc.NamesTheDriver");
    }

    @Test
    void liquibase_is_named_by_the_catalog_only() {
        holds(Rules.liquibaseIsNamedByTheCatalogOnly());
    }

    @Test
    void a_class_of_jdbc_that_names_liquibase_is_found() {
        finds(Rules.liquibaseIsNamedByTheCatalogOnly(), "jdbc.NamesLiquibase");
    }

    @Test
    void vendors_are_named_by_ejb_only() {
        House.VENDORS.forEach(vendor -> holds(Rules.vendorsAreNamedByEjbOnly(vendor)));
    }

    @Test
    void a_class_of_jdbc_that_names_vendors_is_found() {
        House.VENDORS.forEach(vendor -> finds(Rules.vendorsAreNamedByEjbOnly(vendor), "jdbc.KnowsTheVendors"));
    }

    @Test
    void previews_cannot_write_objects() {
        holds(Rules.previewsCannotWriteObjects());
    }

    @Test
    void a_preview_that_is_given_the_object_store_is_found() {
        finds(Rules.previewsCannotWriteObjects(), "timeline.WritesObjects");
    }

    @Test
    void a_preview_that_reaches_the_object_store_through_another_class_is_found() {
        finds(Rules.previewsCannotWriteObjects(), "plan.SweepsSnapshots");
    }

    @Test
    void types_of_the_model_are_records_enums_interfaces_or_final() {
        holds(Rules.typesOfTheModelAreClosed());
    }

    @Test
    void a_type_of_the_model_that_can_be_extended_is_found() {
        finds(Rules.typesOfTheModelAreClosed(), "model.Changing");
    }

    @Test
    void values_of_the_model_do_not_change() {
        holds(Rules.valuesOfTheModelDoNotChange());
    }

    @Test
    void a_value_of_the_model_that_changes_is_found() {
        finds(Rules.valuesOfTheModelDoNotChange(), "model.Changing");
    }

    @Test
    void closed_sets_are_sealed_and_have_a_match() {
        holds(Rules.closedSetsAreSealedAndMatched());
    }

    @Test
    void a_closed_set_that_is_open_is_found() {
        finds(Rules.closedSetsAreSealedAndMatched(), "plan.OpenSet", "be sealed", "method match");
    }

    @Test
    void entities_stay_in_jpa() {
        holds(Rules.entitiesStayInJpa());
    }

    @Test
    void an_entity_outside_jpa_is_found() {
        finds(Rules.entitiesStayInJpa(), "ejb.EntityInTheOpen");
    }

    @Test
    void an_entity_that_others_can_see_is_found() {
        finds(Rules.entitiesStayInJpa(), "jpa.PublicEntity");
    }
}
