package io.pipit.core.lake.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.remote.FileCache.Lease;
import io.pipit.core.lake.remote.FileCache.RemoteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies stay within their bound, are fetched once, and never go while somebody reads them. */
class FileCacheTest {
    private static final int SIZE = 100;

    @TempDir
    Path folder;

    private final Map<String, Integer> fetched = new ConcurrentHashMap<>();
    private final AtomicBoolean away = new AtomicBoolean();
    private FileCache cache;

    @BeforeEach
    void open() {
        cache = new FileCache(folder, 3 * SIZE);
    }

    @AfterEach
    void close() throws IOException {
        cache.close();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void whatWasNotUsedForLongestGoes() {
        lease("a").close();
        lease("b").close();
        lease("c").close();
        lease("a").close();
        lease("d").close();
        assertThat(cache.usedBytes()).isEqualTo(3 * SIZE);
        assertThat(here("b")).isFalse();
        assertThat(List.of("a", "c", "d")).allMatch(this::here);
        lease("a").close();
        assertThat(fetched).containsEntry("a", 1).containsEntry("b", 1);
    }

    @Test
    void whatIsReadStaysAndMoreThanTheBoundIsRefused() {
        try (Lease first = lease("a", "b")) {
            lease("c").close();
            lease("d").close();
            assertThat(List.of("a", "b", "d")).allMatch(this::here);
            assertThatThrownBy(() -> lease("e", "f"))
                    .isInstanceOfSatisfying(
                            PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FAILED))
                    .hasMessageContaining("warehouse.cache-size");
            assertThat(List.of("a", "b")).allMatch(this::here);
        }
        lease("e", "f", "g").close();
        assertThat(cache.usedBytes()).isEqualTo(3 * SIZE);
    }

    @Test
    void aFileThatCannotBeFetchedIsTriedAgainByTheNext() {
        away.set(true);
        assertThatThrownBy(() -> lease("a")).hasMessageContaining("a cannot be fetched: away");
        assertThat(cache.usedBytes()).isZero();
        away.set(false);
        lease("a").close();
        assertThat(here("a")).isTrue();
    }

    @Test
    void manyReadersAtOnceFindWhatTheyLeased() throws Exception {
        long seed = System.nanoTime();
        ExecutorService readers = Executors.newFixedThreadPool(8);
        FileCache large = new FileCache(folder, 24 * SIZE);
        try {
            List<Callable<Void>> work = new ArrayList<>();
            for (int reader = 0; reader < 8; reader++) {
                Random random = new Random(seed + reader);
                work.add(() -> {
                    for (int i = 0; i < 200; i++) {
                        List<RemoteFile> files = IntStream.range(0, 3)
                                .mapToObj(n -> file("f" + random.nextInt(60)))
                                .toList();
                        try (Lease lease = large.lease(files, this::fetch)) {
                            for (RemoteFile file : files) {
                                assertThat(large.path(file.location())).hasSize(SIZE);
                            }
                        }
                        assertThat(large.usedBytes()).isLessThanOrEqualTo(24 * SIZE);
                    }
                    return null;
                });
            }
            for (Future<Void> done : readers.invokeAll(work)) {
                done.get();
            }
        } finally {
            readers.shutdownNow();
            large.close();
        }
    }

    @Test
    void severalThatWantOneFileFetchItOnce() throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Void>> work = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                work.add(() -> {
                    lease("a", "b").close();
                    return null;
                });
            }
            for (Future<Void> done : readers.invokeAll(work)) {
                done.get();
            }
        } finally {
            readers.shutdownNow();
        }
        assertThat(fetched).isEqualTo(Map.of("a", 1, "b", 1));
    }

    private Lease lease(String... names) {
        return cache.lease(Stream.of(names).map(FileCacheTest::file).toList(), this::fetch);
    }

    private boolean here(String name) {
        return Files.exists(cache.path(name));
    }

    private static RemoteFile file(String name) {
        return new RemoteFile(name, SIZE);
    }

    private void fetch(String location, Path to) throws IOException {
        if (away.get()) {
            throw new IOException("away");
        }
        fetched.merge(location, 1, Integer::sum);
        Files.write(to, new byte[SIZE]);
    }
}
