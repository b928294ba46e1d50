package io.pipit.jobs.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.build.BuildStamp;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobJarTest {
    @TempDir
    Path folder;

    @Test
    void theSameClassesGiveTheSameJarThatKnowsItself() throws Exception {
        JobJar jar = JobJar.in(Files.createDirectories(folder.resolve("one")));
        JobJar again = JobJar.in(Files.createDirectories(folder.resolve("two")));
        assertThat(again.digest()).isEqualTo(jar.digest());
        assertThat(Files.mismatch(jar.file(), again.file())).isEqualTo(-1);

        // As a TaskManager has them: the jar's classes, with what they stand on from elsewhere.
        try (URLClassLoader apart =
                new URLClassLoader(new URL[] {jar.file().toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            Method check = apart.loadClass(BuildStamp.class.getName()).getMethod("check", String.class);
            assertThatCode(() -> check.invoke(null, jar.digest())).doesNotThrowAnyException();
            assertThatThrownBy(() -> check.invoke(null, "0123456789abcdef"))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .hasMessageContaining("build 0123456789ab of Pipit")
                    .hasMessageContaining("build " + jar.digest().substring(0, 12) + " from")
                    .hasMessageContaining(jar.file().getFileName().toString());
        }
    }

    @Test
    void classesWithoutABuildAreNotThoseOfAJob() {
        assertThatCode(() -> BuildStamp.check("")).doesNotThrowAnyException();
        assertThatThrownBy(() -> BuildStamp.check("0123456789abcdef")).hasMessageContaining("Remove Pipit's jars");
    }
}
