package io.pipit.core.jdbc;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What a {@link WatchedFile} has written down, and the file as it was at each moment. */
final class WrittenDown {
    private static final int PAGE = 4096;
    private static final int HEADER = Long.BYTES + Integer.BYTES;

    /** The file at some moment. */
    interface Moment {
        /**
         * Looks at it.
         *
         * @param file its bytes
         * @param written of the journal that lead there, in bytes
         */
        void look(byte[] file, long written) throws Exception;
    }

    private final Path journal;

    WrittenDown(Path database) {
        this.journal = Path.of(journal(database.toString()));
    }

    /** The name of the journal of a database's file. */
    static String journal(String database) {
        return database + ".writes";
    }

    /** How long the journal is. */
    long bytes() throws IOException {
        return Files.size(journal);
    }

    /** Looks at the file after each write, and where only the first half of a long one was done. */
    void replay(Moment moment) throws Exception {
        byte[] file = new byte[0];
        long written = 0;
        try (DataInputStream in = new DataInputStream(Files.newInputStream(journal))) {
            while (written < bytes()) {
                int position = Math.toIntExact(in.readLong());
                byte[] bytes = in.readNBytes(in.readInt());
                int half = bytes.length / 2 / PAGE * PAGE;
                if (half > 0) {
                    moment.look(with(file, position, bytes, half), written);
                }
                file = with(file, position, bytes, bytes.length);
                written += HEADER + bytes.length;
                moment.look(file, written);
            }
        }
    }

    private static byte[] with(byte[] file, int position, byte[] bytes, int length) {
        int size = length == 0 ? position : Math.max(file.length, position + length);
        byte[] next = Arrays.copyOf(file, size);
        System.arraycopy(bytes, 0, next, position, length);
        return next;
    }
}
