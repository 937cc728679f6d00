package io.tillback.web.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.tillback.apply.Restore;
import io.tillback.freeze.FreezeBook;
import io.tillback.journal.RowChange;
import io.tillback.journal.RowLives;
import io.tillback.model.AlertCause;
import io.tillback.model.ChangeCriteria;
import io.tillback.model.Column;
import io.tillback.model.Condition;
import io.tillback.model.ForeignKey;
import io.tillback.model.Job;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RowScope;
import io.tillback.model.TableShape;
import io.tillback.model.Tier;
import io.tillback.notice.AlertChannel;
import io.tillback.notice.NewestRestore;
import io.tillback.notice.NoticeChannel;
import io.tillback.plan.AcceptancePolicy;
import io.tillback.plan.Drift;
import io.tillback.plan.PlanSummary;
import io.tillback.plan.RowAction;
import io.tillback.plan.Ruling;
import io.tillback.plan.TablePlan;
import io.tillback.retention.ExpireReason;
import io.tillback.retention.HeldSnapshot;
import io.tillback.retention.TierRule;
import io.tillback.snapshot.Sighting;
import io.tillback.snapshot.SnapshotSummary;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WireRecordsTest {
    static Stream<Class<?>> records() {
        return new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages(WireRecordsTest.class.getPackageName())
                        .stream()
                        .filter(JavaClass::isRecord)
                        .<Class<?>>map(JavaClass::reflect)
                        .filter(type -> type.isAnnotationPresent(Schema.class));
    }

    @Test
    void every_record_that_goes_over_the_wire_is_in_the_schema() {
        List<String> bare = new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages(WireRecordsTest.class.getPackageName())
                        .stream()
                        .filter(type -> type.isRecord() && type.getSimpleName().endsWith("Json"))
                        .filter(type -> !type.isAnnotatedWith(Schema.class))
                        .map(JavaClass::getName)
                        .toList();

        assertThat(bare).isEmpty();
        assertThat(records()).hasSizeGreaterThan(30);
    }

    @ParameterizedTest
    @MethodSource("records")
    void every_component_is_documented_because_openapi_leaves_out_the_others(Class<?> type) {
        assertThat(type.getDeclaredFields())
                .filteredOn(field -> !java.lang.reflect.Modifier.isStatic(field.getModifiers()))
                .allMatch(field -> field.isAnnotationPresent(Schema.class));
    }

    @ParameterizedTest
    @MethodSource("records")
    void what_the_schema_requires_is_what_is_never_absent(Class<?> type) {
        Schema schema = Objects.requireNonNull(type.getAnnotation(Schema.class));

        assertThat(schema.requiredProperties())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(type.getRecordComponents())
                        .filter(RecordReader::isRequired)
                        .map(RecordComponent::getName)
                        .toList());
    }

    static Stream<Arguments> words() {
        return Stream.of(
                Arguments.of(SnapshotRequestJson.class, "tier", Tier.class),
                Arguments.of(SnapshotJson.class, "tier", Tier.class),
                Arguments.of(SnapshotJson.class, "state", SnapshotSummary.State.class),
                Arguments.of(SnapshotJson.SightingJson.class, "answer", Sighting.Answer.class),
                Arguments.of(AlertJson.class, "kind", AlertCause.Kind.class),
                Arguments.of(AlertJson.DeliveryJson.class, "channel", AlertChannel.class),
                Arguments.of(AlertJson.FailingChannelJson.class, "channel", AlertChannel.class),
                Arguments.of(FreezeJson.class, "state", FreezeBook.State.class),
                Arguments.of(ToldJson.DeliveryJson.class, "channel", NoticeChannel.class),
                Arguments.of(ToldJson.FailingReceiverJson.class, "channel", NoticeChannel.class),
                Arguments.of(NewestRestoreJson.class, "basis", NewestRestore.Basis.class),
                Arguments.of(RowLifeJson.class, "now", RowLives.Whereabouts.class),
                Arguments.of(RowLifeJson.ChangeJson.class, "kind", RowChange.Kind.class),
                Arguments.of(HoldingJson.RemovalJson.class, "kind", RowChange.Kind.class),
                Arguments.of(RowStepsJson.RowStepJson.class, "kind", RowChange.Kind.class),
                Arguments.of(ChangeCriteriaJson.class, "operations", ChangeCriteria.Operation.class),
                Arguments.of(RestoreScopeJson.class, "side", RowScope.Side.class),
                Arguments.of(RestorePolicyJson.class, "missing", RestorePolicy.MissingRows.class),
                Arguments.of(RestorePolicyJson.class, "changed", RestorePolicy.ChangedRows.class),
                Arguments.of(RestorePolicyJson.class, "added", RestorePolicy.AddedRows.class),
                Arguments.of(RestorePolicyJson.class, "triggers", RestorePolicy.StoreTriggers.class),
                Arguments.of(RestorePolicyJson.class, "dependents", RestorePolicy.Dependents.class),
                Arguments.of(RestorePolicyJson.class, "missingReferences", RestorePolicy.MissingReferences.class),
                Arguments.of(PartJson.class, "of", PartJson.Of.class),
                Arguments.of(PartJson.class, "withoutSeller", PartJson.WithoutSeller.class),
                Arguments.of(AppliedPartJson.class, "of", PartJson.Of.class),
                Arguments.of(AppliedPartJson.class, "withoutSeller", PartJson.WithoutSeller.class),
                Arguments.of(SellersJson.SellerRowsJson.class, "state", SellersJson.State.class),
                Arguments.of(PlanJson.DriftJson.class, "kind", Drift.Kind.class),
                Arguments.of(PlanJson.TablePlanJson.class, "reason", TablePlan.Reason.class),
                Arguments.of(PlanJson.TablePlanJson.class, "owners", TablePlan.Owners.class),
                Arguments.of(JobJson.class, "kind", Job.Kind.class),
                Arguments.of(JobJson.class, "state", Job.State.class),
                Arguments.of(TierJson.class, "tier", Tier.class),
                Arguments.of(TierJson.class, "afterTaking", TierRule.AfterTaking.class),
                Arguments.of(TierJson.SlotJson.class, "state", Job.State.class),
                Arguments.of(RetentionJson.DecisionJson.class, "tier", Tier.class),
                Arguments.of(RetentionJson.DecisionJson.class, "verified", HeldSnapshot.Health.class),
                Arguments.of(RetentionJson.PurgeJson.class, "tier", Tier.class),
                Arguments.of(RetentionJson.PurgeJson.class, "reason", ExpireReason.class),
                Arguments.of(PlanJson.class, "state", PlanSummary.State.class),
                Arguments.of(PlanJson.SummaryJson.class, "state", PlanSummary.State.class),
                Arguments.of(PlanPageJson.RowJson.class, "action", RowAction.class),
                Arguments.of(PlanDifferenceJson.RowDifferenceJson.class, "before", RowAction.class),
                Arguments.of(PlanDifferenceJson.RowDifferenceJson.class, "after", RowAction.class),
                Arguments.of(RestoreJson.class, "outcome", Restore.Outcome.class),
                Arguments.of(RulingJson.class, "rule", AcceptancePolicy.ByRule.class),
                Arguments.of(RulingJson.ReasonJson.class, "kind", Ruling.Kind.class),
                Arguments.of(StoreJson.TableShapeJson.class, "kind", TableShape.Kind.class),
                Arguments.of(StoreJson.ColumnJson.class, "nulls", Column.Nulls.class),
                Arguments.of(StoreJson.ColumnJson.class, "origin", Column.Origin.class),
                Arguments.of(StoreJson.ColumnJson.class, "order", Column.Order.class),
                Arguments.of(StoreJson.ForeignKeyJson.class, "timing", ForeignKey.CheckTiming.class));
    }

    @ParameterizedTest
    @MethodSource("words")
    void the_words_in_the_schema_are_those_of_the_engine(
            Class<?> type, String component, Class<? extends Enum<?>> constants) throws Exception {
        Schema schema = Objects.requireNonNull(type.getDeclaredField(component).getAnnotation(Schema.class));

        assertThat(schema.enumeration())
                .containsExactly(Arrays.stream(constants.getEnumConstants())
                        .map(Words::of)
                        .toArray(String[]::new));
    }

    @Test
    void the_comparisons_in_the_schema_are_those_of_the_engine() throws Exception {
        Schema schema = Objects.requireNonNull(
                ConditionJson.class.getDeclaredField("is").getAnnotation(Schema.class));

        assertThat(schema.enumeration())
                .containsExactlyInAnyOrder(Arrays.stream(Condition.Operator.values())
                        .map(ConditionJson::symbol)
                        .toArray(String[]::new));
    }
}
