package io.pipit.jobs.flink.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibFolderTest {
    @TempDir
    Path folder;

    @Test
    void addsWhatIsMissingAndLeavesAloneWhatIsNotItsOwn() throws IOException {
        List<Path> classPath = classPath();
        Path lib = Files.createDirectories(folder.resolve("lib"));
        for (String there : List.of("flink-dist-2.1.1.jar", "kafka-clients-3.9.0.jar", "utils-1.0.jar")) {
            Files.writeString(lib.resolve(there), there);
        }

        LibFolder.Prepared done = new LibFolder(classPath).prepare(lib);
        assertThat(done.removed()).containsExactly("kafka-clients-3.9.0.jar");
        assertThat(done.added()).contains("duckdb_jdbc-7.0.jar", "libduckdb_java.so_linux_amd64", "utils-7.0.jar");
        assertThat(done.added()).doesNotContain("annotations-13.0.jar", "quartz-7.0.jar");
        assertThat(lib)
                .isDirectoryContaining("glob:**/flink-dist-2.1.1.jar")
                .isDirectoryContaining("glob:**/utils-1.0.jar");

        assertThat(new LibFolder(classPath).prepare(lib).added()).isEmpty();
    }

    @Test
    void saysWhatThisProcessLacks() throws IOException {
        List<Path> classPath = new ArrayList<>(classPath());
        classPath.removeIf(file -> file.getFileName().toString().startsWith("arrow-vector"));
        assertThatThrownBy(() -> new LibFolder(classPath).prepare(folder.resolve("lib")))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LIBRARY_MISSING))
                .hasMessageContaining("no jar of arrow-vector");
        assertThat(folder.resolve("lib")).doesNotExist();
    }

    /** The markers are what a TaskManager looks for: each must be in the library that it stands for. */
    @Test
    void everyLibraryThatIsAlwaysNeededIsKnownByItsClass() {
        for (Library library : Library.all()) {
            if (library.need() == Library.Need.ALWAYS) {
                String place = place(library.marker());
                assertThat(place).contains("/" + library.name() + "-");
            }
        }
    }

    private static String place(String type) {
        try {
            return Class.forName(type, false, LibFolderTest.class.getClassLoader())
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toString();
        } catch (ClassNotFoundException e) {
            throw new AssertionError("No library of the class path has " + type, e);
        }
    }

    @Test
    void namesTheLibraryOfAClassThatIsNotFound() {
        assertThat(LibraryMissing.of(new NoClassDefFoundError("org/duckdb/DuckDBConnection")))
                .hasValueSatisfying(e -> assertThat(e).hasMessageContaining("lib/ folder: duckdb_jdbc."));
        assertThat(LibraryMissing.of(new ClassNotFoundException("org.apache.arrow.vector.IntVector")))
                .hasValueSatisfying(e -> assertThat(e).hasMessageContaining("lib/ folder: arrow-vector."));
        assertThat(LibraryMissing.of(new ClassNotFoundException("io.pipit.speed.Target")))
                .hasValueSatisfying(e -> assertThat(e.code()).isEqualTo(ErrorCode.JAR_MISMATCH));
        assertThat(LibraryMissing.of(new IllegalStateException("x"))).isEmpty();
    }

    private List<Path> classPath() throws IOException {
        Path from = Files.createDirectories(folder.resolve("from"));
        List<Path> jars =
                new ArrayList<>(List.of(from.resolve("annotations-13.0.jar"), from.resolve("quartz-7.0.jar")));
        Library.all().forEach(library -> jars.add(from.resolve(library.name() + "-7.0.jar")));
        for (Path jar : jars) {
            Files.writeString(jar, jar.toString());
        }
        Files.writeString(from.resolve("libduckdb_java.so_linux_amd64"), "code");
        return jars;
    }
}
