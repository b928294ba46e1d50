package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.cli.services.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One process makes the archive; what one that was killed has left goes. */
class ArchiveMakingTest {
    @TempDir
    Path lib;

    @Test
    void whatWasLeftIsRemovedAndNothingElse() throws IOException {
        List<String> kept = List.of("pipit.jsa", "pipit.17.classes", "pipit-cli.jar", "commands.jsa", "pipit.jsa.lock");
        for (String name : kept) {
            Files.writeString(lib.resolve(name), name);
        }
        Files.writeString(lib.resolve("pipit.17.jsa.part"), "left");
        Files.writeString(lib.resolve("pipit.17.list.classes"), "left");
        try (ArchiveMaking making = begun().orElseThrow()) {
            assertThat(names()).containsExactlyInAnyOrderElementsOf(kept);
            Files.writeString(making.part(), "mine");
            assertThat(begun()).as("another one meanwhile").isEmpty();
            assertThat(making.part()).exists();
        }
        assertThat(names()).containsExactlyInAnyOrderElementsOf(kept);
    }

    @Test
    void aProcessThatLivesKeepsItsFilesAndOneThatWasKilledDoesNot() throws Exception {
        List<String> command = new ArrayList<>(JavaCommand.of("-Xmx64m"));
        command.addAll(List.of(Maker.class.getName(), lib.toString()));
        Process maker = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            assertThat(maker.inputReader().readLine()).isEqualTo("making");
            Path part = lib.resolve("pipit." + maker.pid() + ".jsa.part");
            assertThat(begun()).isEmpty();
            assertThat(part).exists();

            maker.destroyForcibly().waitFor();

            assertThat(part).exists();
            begun().orElseThrow().close();
            assertThat(names()).containsExactly("pipit.jsa.lock");
        } finally {
            maker.destroyForcibly();
        }
    }

    /** A process that makes an archive and does not come to an end. */
    static final class Maker {
        private Maker() {}

        public static void main(String[] arguments) throws Exception {
            ArchiveMaking making =
                    ArchiveMaking.begin(Path.of(arguments[0], "pipit.jsa")).orElseThrow();
            Files.writeString(making.part(), "some of it");
            Files.writeString(making.list(), "some of it");
            System.out.println("making");
            System.in.read();
        }
    }

    private Optional<ArchiveMaking> begun() throws IOException {
        return ArchiveMaking.begin(lib.resolve("pipit.jsa"));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(lib)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
