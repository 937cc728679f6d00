package io.tillback.snapshot;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;

/** Compresses frame after frame with the same working memory, which is dearer to set up than a small frame to compress. */
final class FrameWriter implements AutoCloseable {
    private static final int KEPT = 1 << 20;

    private final ZstdCompressCtx compressor = new ZstdCompressCtx();
    private byte[] frame = new byte[0];
    private int length;

    FrameWriter(int level) {
        compressor.setLevel(level);
    }

    /** @return the frame, {@link #length} bytes long; valid until the next one */
    byte[] compress(byte[] source, int sourceLength) {
        int bound = Math.toIntExact(Zstd.compressBound(sourceLength));
        if (frame.length < bound || frame.length > Math.max(bound, KEPT)) {
            frame = new byte[bound];
        }
        length = compressor.compressByteArray(frame, 0, frame.length, source, 0, sourceLength);
        return frame;
    }

    int length() {
        return length;
    }

    @Override
    public void close() {
        compressor.close();
    }
}
