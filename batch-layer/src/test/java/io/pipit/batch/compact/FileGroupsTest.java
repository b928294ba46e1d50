package io.pipit.batch.compact;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.lake.TableState.StoredFile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileGroupsTest {
    private static final long MB = 1 << 20;

    @Test
    void filesOfOneLevelAndPartitionBecomeOne() {
        List<StoredFile> files = new ArrayList<>();
        add(files, "a", 4, MB / 10);
        add(files, "b", 3, MB / 10);
        add(files, "a", 5, 10 * MB);
        add(files, "a", 9, 200 * MB);

        List<List<StoredFile>> groups = new FileGroups(new CompactPolicy(4, 128 * MB, MB)).of(files);

        assertThat(groups).as("small first; too few, and large ones, stay").hasSize(2);
        assertThat(groups.get(0)).hasSize(4).allMatch(f -> f.partition().equals("a") && f.bytes() < MB);
        assertThat(groups.get(1)).hasSize(5).allMatch(f -> f.bytes() == 10 * MB);
    }

    @Test
    void muchBecomesSeveralFiles() {
        List<StoredFile> files = new ArrayList<>();
        add(files, "", 12, 30 * MB);
        assertThat(new FileGroups(new CompactPolicy(2, 128 * MB, MB)).of(files))
                .extracting(List::size)
                .containsExactly(5, 5, 2);
    }

    private static void add(List<StoredFile> files, String partition, int count, long bytes) {
        for (int i = 0; i < count; i++) {
            files.add(new StoredFile("f" + files.size(), 1, bytes, files.size(), partition));
        }
    }
}
