package io.pipit.cli.testing;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which tests are meant by names: a pipe, a test file, a folder of them, {@code pipe::test}, or a test's own name. */
final class TestSelection {
    private TestSelection() {}

    /**
     * The tests that any of the names means; all when there are no names.
     *
     * @throws PipitException {@code UNKNOWN_RESOURCE} for a name that means none
     */
    static List<TestCase> of(List<TestCase> all, List<String> names) {
        if (names.isEmpty()) {
            return all;
        }
        Set<TestCase> selected = new LinkedHashSet<>();
        for (String name : names) {
            List<TestCase> meant =
                    all.stream().filter(test -> means(name, test)).toList();
            if (meant.isEmpty()) {
                throw new PipitException(
                        ErrorCode.UNKNOWN_RESOURCE,
                        "There is no test '" + name + "'." + NearestName.hint(name, names(all))
                                + " Tests are in tests/PIPE.yaml; 'pipit test create PIPE' makes one.");
            }
            selected.addAll(meant);
        }
        return all.stream().filter(selected::contains).toList();
    }

    private static boolean means(String name, TestCase test) {
        String path = name.replace('\\', '/').replaceFirst("^\\./", "");
        String file = test.file();
        String pipe = TestFile.pipe(file);
        return path.equals(pipe)
                || path.equals(test.name())
                || path.equals(pipe + "::" + test.name())
                || file.equals(path)
                || file.equals("tests/" + path)
                || path.endsWith("/" + file)
                || file.startsWith(path.endsWith("/") ? path : path + "/");
    }

    private static List<String> names(List<TestCase> all) {
        Set<String> names = new LinkedHashSet<>();
        all.forEach(test -> {
            names.add(TestFile.pipe(test.file()));
            names.add(test.name());
        });
        return new ArrayList<>(names);
    }
}
