package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.StorageClass;
import io.tillback.storage.s3.S3ObjectStore;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A manifest is written once, however often its request travels. */
class ConditionalWriteIT {
    private static final ObjectKey KEY = new ObjectKey("conditional/manifest.json");

    @Test
    void a_repeated_write_of_the_same_content_is_the_same_write_and_another_content_is_refused() {
        try (S3ObjectStore store = Engine.connect(Surroundings.objects())) {
            store.putIfAbsent(KEY, bytes("mine"), StorageClass.STANDARD);

            assertThatCode(() -> store.putIfAbsent(KEY, bytes("mine"), StorageClass.STANDARD))
                    .doesNotThrowAnyException();
            assertThatExceptionOfType(RestoreException.class)
                    .isThrownBy(() -> store.putIfAbsent(KEY, bytes("mine too"), StorageClass.STANDARD))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_EXISTS));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
