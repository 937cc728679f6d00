package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tillback.engine.FaultyNetwork.Fate;
import io.tillback.engine.FaultyNetwork.Request;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Progress;
import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.running.RunningObjectStore;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotReader;
import io.tillback.snapshot.SnapshotSettings;
import io.tillback.snapshot.SnapshotVerifier;
import io.tillback.storage.ObjectStore;
import io.tillback.storage.s3.S3ObjectStore;
import io.tillback.storage.s3.S3Patience;
import io.tillback.storage.s3.S3Settings;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The engine's own S3 client, on a line to a real S3 server that fails in every way. */
class StorageFaultsIT {
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final int ROWS = 3000;

    /** Long enough for a busy machine, short enough to be waited for. */
    private static final S3Patience PATIENT = new S3Patience(Duration.ofSeconds(10), 4, Duration.ofMillis(10));

    private static final S3Patience IMPATIENT = new S3Patience(Duration.ofMillis(700), 2, Duration.ofMillis(10));

    private static Engine engine;
    private static Manifest manifest;

    private FaultyNetwork network;
    private final List<S3ObjectStore> connected = new ArrayList<>();

    @BeforeAll
    static void take_a_good_snapshot() throws SQLException {
        RunningObjectStore server = Surroundings.objects();
        System.setProperty("aws.accessKeyId", server.accessKey());
        System.setProperty("aws.secretAccessKey", server.secretKey());
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.product (id int PRIMARY KEY, name text);
                INSERT INTO shop.product SELECT n, 'product ' || md5(n::text) FROM generate_series(1, 3000) n;
                CREATE TABLE shop.picture (id int PRIMARY KEY, bytes text);
                INSERT INTO shop.picture
                SELECT n, (SELECT string_agg(md5((n * 1000 + m)::text), '') FROM generate_series(1, 1000) m)
                FROM generate_series(1, 800) n;
                """);
        manifest = engine.takeSnapshot();
    }

    @AfterAll
    static void close_all() {
        engine.close();
    }

    @BeforeEach
    void connect() throws IOException {
        network = FaultyNetwork.before(Surroundings.objects());
    }

    @AfterEach
    void disconnect() throws IOException {
        connected.forEach(S3ObjectStore::close);
        network.close();
    }

    private S3ObjectStore through(FaultyNetwork line, S3Patience patience, String bucket) {
        S3ObjectStore store = new S3ObjectStore(new S3Settings(
                Optional.of(line.endpoint()), Surroundings.objects().region(), bucket, patience));
        connected.add(store);
        return store;
    }

    private S3ObjectStore through(FaultyNetwork line, S3Patience patience) {
        return through(line, patience, Surroundings.objects().bucket());
    }

    /** What is asked of an object store, each to be ended with an answer that an operator can act upon. */
    private enum Work {
        SNAPSHOT {
            @Override
            void on(ObjectStore store, SnapshotId id) {
                engine.taker(store, LARGE_RANGES).take(id, Tier.MANUAL, Progress.NONE);
            }
        },
        VERIFY {
            @Override
            void on(ObjectStore store, SnapshotId id) {
                assertThat(verify(store).problems()).isEmpty();
            }
        },
        PLAN {
            @Override
            void on(ObjectStore store, SnapshotId id) throws SQLException {
                SnapshotReader reader = new SnapshotReader(store, engine.layout);
                Manifest read = reader.loadManifest(manifest.tier(), manifest.id());
                engine.plan(Requests.wholeTables(manifest, PRODUCT), read, store);
            }
        };

        abstract void on(ObjectStore store, SnapshotId id) throws SQLException;
    }

    /** So large that the pictures are uploaded in two parts. */
    private static final SnapshotSettings LARGE_RANGES = new SnapshotSettings(2, 64 << 20, 256 << 10, 1);

    private static SnapshotVerifier.Report verify(ObjectStore store) {
        return new SnapshotVerifier(store, new SnapshotReader(store, engine.layout))
                .verify(manifest.tier(), manifest.id(), Progress.NONE);
    }

    private static RestoreException failure(Work work, ObjectStore store, SnapshotId id) {
        RestoreException failure = catchThrowableOfType(RestoreException.class, () -> work.on(store, id));
        assertThat(failure).as("%s must fail", work).isNotNull();
        assertThat(failure.hint()).isNotBlank();
        return failure;
    }

    private void assertFails(Work work, ObjectStore store, ErrorCode code, String fact) throws SQLException {
        SnapshotId id = engine.nextSnapshotId();

        RestoreException failure = failure(work, store, id);

        assertThat(failure.code()).as(failure.fact()).isEqualTo(code);
        assertThat(failure).hasMessageStartingWith("Cannot ").hasMessageContaining(fact);
        assertNothingLeft(id);
    }

    /** No manifest; and what parts there are go with the next sweep, once the store can be reached. */
    private static void assertNothingLeft(SnapshotId id) throws SQLException {
        String folder = engine.layout.folder(Tier.MANUAL, id);
        assertThat(keys(folder)).noneMatch(key -> key.endsWith("manifest.json"));
        engine.sweeper().sweep(Set::of, Instant.now());
        assertThat(keys(folder)).isEmpty();
        List<String> uploads = new ArrayList<>();
        engine.objects.listUnfinished(folder, upload -> uploads.add(upload.value()));
        assertThat(uploads).isEmpty();
        assertThat(engine.number("""
                        SELECT count(*) FROM pg_class
                        WHERE relkind = 'r' AND relname ~ '^(stage|raw|keys|plan)_'
                          AND NOT EXISTS (SELECT FROM tillback.plan p WHERE relname LIKE '%' || p.id || '%')
                        """)).isZero();
    }

    private static List<String> keys(String folder) {
        List<String> keys = new ArrayList<>();
        engine.objects.list(folder, object -> keys.add(object.key().value()));
        return keys;
    }

    /** Once, and then all is well. */
    private static Function<Request, Fate> once(Predicate<Request> which, Fate fate) {
        return times(1, which, fate);
    }

    private static Function<Request, Fate> times(int times, Predicate<Request> which, Fate fate) {
        AtomicInteger left = new AtomicInteger(times);
        return request -> which.test(request) && left.getAndDecrement() > 0 ? fate : Fate.PASS;
    }

    @ParameterizedTest
    @EnumSource
    void a_bucket_that_is_not_there_is_named(Work work) throws SQLException {
        assertFails(
                work,
                through(network, PATIENT, "no-such-bucket"),
                ErrorCode.STORAGE_REFUSED,
                "answered 404 NoSuchBucket");
    }

    @ParameterizedTest
    @EnumSource
    void a_forbidden_bucket_is_named(Work work) throws SQLException {
        network.decide(request -> Fate.answer(403, "AccessDenied"));

        assertFails(work, through(network, PATIENT), ErrorCode.STORAGE_REFUSED, "answered 403 AccessDenied");
    }

    @ParameterizedTest
    @EnumSource
    void a_store_that_asks_to_slow_down_for_ever_is_given_up(Work work) throws SQLException {
        AtomicInteger asked = new AtomicInteger();
        network.decide(request -> {
            asked.incrementAndGet();
            return Fate.answer(503, "SlowDown");
        });

        assertFails(work, through(network, PATIENT), ErrorCode.STORAGE_UNAVAILABLE, "answered 503 SlowDown");

        assertThat(asked.get()).isBetween(PATIENT.attempts(), 4 * PATIENT.attempts());
    }

    @ParameterizedTest
    @EnumSource
    void a_store_that_fails_is_given_up(Work work) throws SQLException {
        network.decide(request -> Fate.answer(500, "InternalError"));

        assertFails(work, through(network, PATIENT), ErrorCode.STORAGE_UNAVAILABLE, "answered 500 InternalError");
    }

    @ParameterizedTest
    @EnumSource
    void a_store_that_falls_silent_is_given_up(Work work) throws SQLException {
        network.decide(request -> Fate.stallAfter(0));

        assertFails(work, through(network, IMPATIENT), ErrorCode.STORAGE_UNAVAILABLE, "");
    }

    @ParameterizedTest
    @EnumSource
    void a_line_that_always_breaks_is_given_up(Work work) throws SQLException {
        network.decide(request -> Fate.cutAfter(0));

        assertFails(work, through(network, PATIENT), ErrorCode.STORAGE_UNAVAILABLE, "");
    }

    @ParameterizedTest
    @EnumSource
    void a_store_that_is_not_there_is_given_up(Work work) throws Exception {
        S3ObjectStore store = through(network, PATIENT);
        network.close();

        assertFails(work, store, ErrorCode.STORAGE_UNAVAILABLE, "no answer from the object store");
    }

    @ParameterizedTest
    @EnumSource(
            value = Work.class,
            names = {"VERIFY", "PLAN"})
    void a_body_that_stalls_in_the_middle_is_given_up_with_what_came(Work work) throws SQLException {
        network.decide(request -> request.concerns("/data/") ? Fate.stallAfter(100) : Fate.PASS);

        assertFails(work, through(network, IMPATIENT), ErrorCode.STORAGE_UNAVAILABLE, "the connection broke 2 times");
    }

    @ParameterizedTest
    @EnumSource
    void what_goes_wrong_a_few_times_is_tried_again(Work work) throws SQLException {
        for (Fate fate : List.of(Fate.answer(503, "SlowDown"), Fate.answer(500, "InternalError"), Fate.cutAfter(0))) {
            network.decide(times(3, request -> !request.is("POST"), fate));

            work.on(through(network, PATIENT), engine.nextSnapshotId());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Work.class,
            names = {"VERIFY", "PLAN"})
    void a_body_cut_short_is_fetched_to_its_end(Work work) throws SQLException {
        for (String object : List.of("/data/", "/index/", "manifest.json")) {
            AtomicInteger requests = new AtomicInteger();
            network.decide(request ->
                    request.concerns(object) && requests.getAndIncrement() % 2 == 0 ? Fate.cutAfter(300) : Fate.PASS);

            work.on(through(network, PATIENT), engine.nextSnapshotId());

            assertThat(requests.get()).isGreaterThan(1);
        }
    }

    @Test
    void a_body_that_stalls_once_is_fetched_to_its_end() throws SQLException {
        network.decide(once(request -> request.concerns("/data/"), Fate.stallAfter(100)));

        Work.VERIFY.on(through(network, IMPATIENT), engine.nextSnapshotId());
    }

    @Test
    void an_upload_that_fails_in_the_middle_leaves_no_snapshot_and_no_parts() throws SQLException {
        network.decide(request -> request.concerns("partNumber=2") ? Fate.answer(500, "InternalError") : Fate.PASS);

        assertFails(
                Work.SNAPSHOT,
                through(network, PATIENT),
                ErrorCode.STORAGE_UNAVAILABLE,
                "shop.picture.1.csv.zst: the object store answered 500");
    }

    @Test
    void an_upload_whose_parts_cannot_even_be_given_up_is_freed_by_the_sweep() throws SQLException {
        network.decide(request -> request.concerns("partNumber=2") || request.is("DELETE")
                ? Fate.answer(500, "InternalError")
                : Fate.PASS);

        assertFails(Work.SNAPSHOT, through(network, PATIENT), ErrorCode.STORAGE_UNAVAILABLE, "shop.picture.1");
    }

    @Test
    void answers_lost_on_the_way_back_make_no_difference_to_a_snapshot() throws SQLException {
        for (Predicate<Request> which : List.<Predicate<Request>>of(
                request -> request.concerns("partNumber=2"),
                request -> request.concerns("/shop.product.1.csv.zst"),
                request -> request.is("POST") && request.concerns("uploadId="),
                request -> request.concerns("manifest.json"))) {
            network.decide(once(which, Fate.LOSE_ANSWER));
            SnapshotId id = engine.nextSnapshotId();

            Manifest taken =
                    engine.taker(through(network, PATIENT), LARGE_RANGES).take(id, Tier.MANUAL, Progress.NONE);

            assertThat(engine.verify(taken).problems()).isEmpty();
            assertThat(taken.findTable(PRODUCT).orElseThrow().rows()).isEqualTo(ROWS);
        }
    }
}
