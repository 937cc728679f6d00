package io.tillback.storage.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** An answer's body that fails where it ends before its length; the JDK's client takes that for the end. */
class CompleteBody extends FilterInputStream {
    private long missing;

    CompleteBody(InputStream body, long length) {
        super(body);
        this.missing = length;
    }

    @Override
    public int read() throws IOException {
        int octet = super.read();
        count(octet < 0 ? -1 : 1);
        return octet;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        count(read);
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = super.skip(count);
        missing -= skipped;
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(int read) throws IOException {
        if (read >= 0) {
            missing -= read;
            return;
        }
        if (missing > 0) {
            throw new IOException("the answer ended " + missing + " bytes early");
        }
    }
}
