package io.pipit.core.log;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The binary form of what travels in the log: a version, then fields; texts with their length in bytes. */
final class Wire {
    private Wire() {}

    /** Writes the fields of a value. */
    @FunctionalInterface
    interface Writing {
        void write(DataOutputStream out) throws IOException;
    }

    /** Reads the fields of a value. */
    @FunctionalInterface
    interface Reading<T> {
        T read(DataInputStream in) throws IOException;
    }

    static byte[] encode(int version, Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(version);
            writing.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // never: memory
        }
        return bytes.toByteArray();
    }

    static <T> T decode(String what, int knownVersion, byte[] bytes, Reading<T> reading) {
        try (DataInputStream in = new DataInputStream(new java.io.ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != knownVersion) {
                throw new PipitException(
                        ErrorCode.INTERNAL,
                        "A " + what + " in the log has version " + version + "; this program reads version "
                                + knownVersion + ". A newer Pipit wrote it: run the same version everywhere.");
            }
            return reading.read(in);
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.INTERNAL, "A " + what + " in the log is damaged: its " + bytes.length + " bytes end.", e);
        }
    }

    static void text(DataOutputStream out, String text) throws IOException {
        bytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static byte[] bytes(DataInputStream in) throws IOException {
        return in.readNBytes(checked(in.readInt(), in));
    }

    private static int checked(int length, DataInputStream in) throws IOException {
        if (length < 0 || length > in.available()) {
            throw new IOException("a length of " + length + " with " + in.available() + " bytes left");
        }
        return length;
    }
}
