package io.pipit.core.jdbc;

import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePathWrapper;

/** A file system of H2, before another one, that writes down each write to a database beside its file: see {@link WrittenDown}. */
public final class WatchedFile extends FilePathWrapper {
    @Override
    public String getScheme() {
        return "watched";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        FileChannel file = getBase().open(mode);
        return name.endsWith(".mv.db") && mode.contains("w") ? new Watched(file, plainName()) : file;
    }

    private String plainName() {
        return name.substring(name.lastIndexOf(':') + 1);
    }

    private static final class Watched extends FileBaseDefault {
        private final FileChannel file;
        private final DataOutputStream journal;

        Watched(FileChannel file, String name) throws IOException {
            this.file = file;
            this.journal = new DataOutputStream(new FileOutputStream(WrittenDown.journal(name), true));
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            byte[] bytes = new byte[source.remaining()];
            source.duplicate().get(bytes);
            note(position, bytes);
            return file.write(source, position);
        }

        @Override
        protected void implTruncate(long size) throws IOException {
            note(size, new byte[0]);
            file.truncate(size);
        }

        private void note(long position, byte[] bytes) throws IOException {
            journal.writeLong(position);
            journal.writeInt(bytes.length);
            journal.write(bytes);
            journal.flush();
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void force(boolean metaData) throws IOException {
            file.force(metaData);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return file.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            journal.close();
            file.close();
        }
    }
}
