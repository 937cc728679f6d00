package io.tillback.shipment;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Json;
import io.tillback.model.Sha256;
import io.tillback.model.ShipmentId;
import io.tillback.snapshot.FetchAhead;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads shipments back. */
public final class ShipmentReader {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final long USUAL_MANIFEST_BYTES = 64 << 10;

    private final ObjectReader objects;
    private final ShipmentLayout layout;
    private final FetchAhead ahead;

    public ShipmentReader(ObjectReader objects, ShipmentLayout layout) {
        this(objects, layout, FetchAhead.none());
    }

    public ShipmentReader(ObjectReader objects, ShipmentLayout layout, FetchAhead ahead) {
        this.objects = objects;
        this.layout = layout;
        this.ahead = ahead;
    }

    /** Takes bytes as they come. */
    @FunctionalInterface
    public interface Bytes {
        void accept(byte[] bytes, int offset, int length);
    }

    /** The names of all folders, finished or not, in their order. */
    public List<ShipmentId> listFolders() {
        return objects.listFolders(layout.shipments()).stream()
                .map(folder -> folder.substring(layout.shipments().length(), folder.length() - 1))
                .flatMap(name -> ShipmentId.find(name).stream())
                .toList();
    }

    /**
     * Reads all manifests, in the order of their names, several at once.
     *
     * @param each is given what {@link #findManifest} would return, or throw
     */
    void forEachManifest(BiConsumer<ShipmentId, Supplier<Optional<Shipment>>> each) {
        ahead.forEach(listFolders(), id -> USUAL_MANIFEST_BYTES, this::read, each);
    }

    private Supplier<Optional<Shipment>> read(ShipmentId id) {
        try {
            Optional<Shipment> found = findManifest(id);
            return () -> found;
        } catch (RestoreException e) {
            return () -> {
                throw e;
            };
        }
    }

    /**
     * Reads a manifest.
     *
     * @return empty if there is none: the shipment was never finished, or was purged
     * @throws RestoreException FORMAT_TOO_NEW, SHIPMENT_DAMAGED
     */
    public Optional<Shipment> findManifest(ShipmentId id) {
        ObjectKey key = layout.manifest(id);
        try (InputStream in = objects.open(key)) {
            return Optional.of(parse(key, in.readAllBytes()));
        } catch (RestoreException e) {
            if (e.code() == ErrorCode.OBJECT_UNKNOWN) {
                return Optional.empty();
            }
            throw e;
        } catch (IOException e) {
            throw unreadable(key, e);
        }
    }

    private static Shipment parse(ObjectKey key, byte[] json) {
        try {
            int version = Json.read(json, Version.class).formatVersion();
            if (version > Shipment.FORMAT_VERSION) {
                throw new RestoreException(
                        ErrorCode.FORMAT_TOO_NEW,
                        "Cannot read " + key + ": it has format version " + version + ", this program knows up to "
                                + Shipment.FORMAT_VERSION,
                        "Rebuild with a newer Tillback.");
            }
            return Json.read(json, Shipment.class);
        } catch (RestoreException e) {
            if (e.code() == ErrorCode.REQUEST_INVALID) {
                throw damaged(key, "it is not a manifest", e);
            }
            throw e;
        }
    }

    private record Version(int formatVersion) {}

    /**
     * Streams the CSV of an object, header included. What was handed on before damage is found must not be kept.
     *
     * @throws RestoreException SHIPMENT_DAMAGED if it is gone, or its bytes differ from its digest
     */
    public void read(Shipment.Part part, Bytes csv) {
        ObjectKey key = new ObjectKey(part.data().key());
        MessageDigest digest = Sha256.begin();
        try (InputStream stored = new DigestInputStream(objects.open(key), digest)) {
            Optional<Exception> failure = decompress(stored, csv);
            stored.transferTo(OutputStream.nullOutputStream());
            if (!Sha256.end(digest).equals(part.data().sha256())) {
                throw damaged(key, "its digest differs from the manifest's", failure.orElse(null));
            }
            if (failure.isPresent()) {
                throw failure.get() instanceof RestoreException e
                        ? e
                        : damaged(key, "it cannot be decompressed", failure.get());
            }
        } catch (RestoreException e) {
            throw e.code() == ErrorCode.OBJECT_UNKNOWN ? damaged(key, "it is gone", e) : e;
        } catch (IOException e) {
            throw unreadable(key, e);
        }
    }

    /** What fails here may be the fault of damaged bytes: that is told once the digest was compared. */
    private static Optional<Exception> decompress(InputStream stored, Bytes csv) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (ZstdInputStream in = new ZstdInputStream(new StaysOpen(stored))) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                csv.accept(buffer, 0, read);
            }
            return Optional.empty();
        } catch (ZstdIOException | RestoreException e) {
            return Optional.of(e);
        }
    }

    /** The bytes behind a damaged one are read too. */
    private static final class StaysOpen extends FilterInputStream {
        private StaysOpen(InputStream in) {
            super(in);
        }

        @Override
        public void close() {}
    }

    private static RestoreException unreadable(ObjectKey key, IOException cause) {
        return new RestoreException(
                ErrorCode.STORAGE_UNAVAILABLE,
                "Cannot read " + key + ": " + cause.getMessage(),
                "Check the network and the object store, then try again.",
                cause);
    }

    private static RestoreException damaged(ObjectKey key, String fact, @Nullable Throwable cause) {
        return new RestoreException(
                ErrorCode.SHIPMENT_DAMAGED,
                "Cannot read " + key + ": " + fact,
                "Rebuild to an instant before this shipment; or bring the object back, if the bucket keeps versions.",
                cause);
    }
}
