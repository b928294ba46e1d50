package io.pipit.intake;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.ZipException;

/** Reads bodies into memory, never more of them than the bounds allow. */
final class BodyReader {
    private static final int FIRST_BYTES = 1 << 14;

    private final int maxBodyBytes;
    private final int maxInflatedBytes;

    /** A body in memory: the first bytes of an array. */
    record Body(byte[] bytes, int length) {}

    BodyReader(int maxBodyBytes, int maxInflatedBytes) {
        this.maxBodyBytes = maxBodyBytes;
        this.maxInflatedBytes = maxInflatedBytes;
    }

    /** How much memory the body of a request may take at most, in bytes. */
    int most(EventsRequest request) {
        if (request.contentLength() > maxBodyBytes) {
            throw tooLarge(maxBodyBytes, "");
        }
        if (request.coding() != ContentCoding.IDENTITY) {
            return maxInflatedBytes;
        }
        return request.contentLength() < 0 ? maxBodyBytes : (int) request.contentLength();
    }

    Body read(EventsRequest request) {
        boolean plain = request.coding() == ContentCoding.IDENTITY;
        int bound = plain ? maxBodyBytes : maxInflatedBytes;
        long known = plain ? request.contentLength() : -1;
        try {
            InputStream in = request.coding().open(plain ? request.body() : new Bounded(request.body()));
            byte[] bytes = new byte[known >= 0 ? (int) known + 1 : FIRST_BYTES];
            int length = 0;
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes, length, bytes.length - length)) {
                length += n;
                if (length > bound) {
                    throw tooLarge(bound, plain ? "" : " once it is decompressed");
                }
                if (length == bytes.length) {
                    bytes = Arrays.copyOf(bytes, (int) Math.min(bytes.length * 2L, bound + 1L));
                }
            }
            return new Body(bytes, length);
        } catch (IOException | RuntimeException e) {
            throw failure(request, e);
        }
    }

    private static PipitException failure(EventsRequest request, Exception e) {
        if (e instanceof PipitException known) {
            return known;
        }
        boolean broken = request.coding() != ContentCoding.IDENTITY
                && (e instanceof ZipException || e instanceof EOFException || e instanceof RuntimeException);
        String coding = request.coding().name().toLowerCase(Locale.ROOT);
        return new PipitException(
                ErrorCode.INVALID_BODY,
                broken
                        ? "The body is not valid " + coding + " (" + e.getMessage()
                                + "); nothing was stored. Compress it as "
                                + "the header Content-Encoding says, or leave the header out."
                        : "The body could not be read to its end; nothing was stored: " + e.getMessage(),
                e);
    }

    private static PipitException tooLarge(int bound, String what) {
        return new PipitException(
                ErrorCode.BODY_TOO_LARGE,
                String.format(
                        Locale.ROOT,
                        "The body is larger than the %,d bytes that one request may have%s; nothing was stored. Send the"
                                + " events in several requests.",
                        bound,
                        what));
    }

    /** Stops a compressed body at the bound of bodies. */
    private final class Bounded extends FilterInputStream {
        private long left = maxBodyBytes;

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            count(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = super.read(bytes, offset, length);
            count(Math.max(0, n));
            return n;
        }

        private void count(int read) {
            left -= read;
            if (left < 0) {
                throw tooLarge(maxBodyBytes, "");
            }
        }
    }
}
