package io.pipit.cli.testing;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.EndpointPlan;
import io.pipit.core.project.EndpointPlan.Parameter;
import io.pipit.core.project.Plan;
import io.pipit.core.project.pipe.SampleRequests;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code pipit test create} does: writes tests for a pipe, one as it is called at least and one for each parameter. */
public final class TestCreate {
    private final TestProject project;
    private final TestUpdate update;
    private final PrintWriter out;

    /** Results go to {@code out}, remarks to {@code err}. */
    public TestCreate(Path project, PrintWriter out, PrintWriter err) {
        this.project = new TestProject(project);
        this.update = new TestUpdate(project, out, err);
        this.out = out;
    }

    /**
     * Creates {@code tests/PIPE.yaml}, or adds to it the tests that it does not have; records their results.
     *
     * @return the exit code
     */
    public int create(String name, Optional<String> now) {
        String pipe = TestFile.pipe(name).replaceFirst("\\.pipe$", "");
        EndpointPlan endpoint = endpoint(project.plan(), pipe);
        Path file = project.root().resolve("tests").resolve(pipe + ".yaml");
        try {
            String before = Files.exists(file) ? Files.readString(file) : "";
            List<String> known = TestFile.read("tests/" + pipe + ".yaml", before).stream()
                    .map(TestCase::name)
                    .toList();
            Map<String, String> tests = tests(endpoint);
            tests.keySet().removeAll(known);
            if (tests.isEmpty()) {
                out.println("tests/" + pipe + ".yaml has a test for every parameter; nothing was added.");
                return 0;
            }
            Files.createDirectories(file.getParent());
            String gap = before.isBlank() ? "" : before.stripTrailing() + "\n\n";
            Files.writeString(file, gap + String.join("\n", tests.values()), StandardCharsets.UTF_8);
            return update.update(
                    tests.keySet().stream().map(t -> pipe + "::" + t).toList(), now);
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.INVALID_PROJECT, "The test file " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static EndpointPlan endpoint(Plan plan, String pipe) {
        return Optional.ofNullable(plan.endpoints().get(pipe))
                .orElseThrow(() -> new PipitException(
                        ErrorCode.UNKNOWN_ENDPOINT,
                        "There is no endpoint '" + pipe + "'."
                                + NearestName.hint(pipe, plan.endpoints().keySet())));
    }

    private static Map<String, String> tests(EndpointPlan endpoint) {
        Map<String, String> required = new LinkedHashMap<>();
        for (Parameter parameter : endpoint.parameters()) {
            if (parameter.required()) {
                required.put(parameter.name(), sample(parameter));
            }
        }
        Map<String, String> tests = new LinkedHashMap<>();
        String first = endpoint.pipe() + "_default";
        tests.put(
                first,
                test(
                        first,
                        required.isEmpty() ? "Without parameters" : "With the required parameters alone",
                        required));
        for (Parameter parameter : endpoint.parameters()) {
            if (!parameter.required()) {
                Map<String, String> with = new LinkedHashMap<>(required);
                with.put(parameter.name(), sample(parameter));
                String name = endpoint.pipe() + "_" + parameter.name();
                tests.put(name, test(name, "With the parameter " + parameter.name(), with));
            }
        }
        return tests;
    }

    private static String sample(Parameter parameter) {
        if (!parameter.defaultValue().isEmpty()) {
            return parameter.defaultValue();
        }
        return SampleRequests.value(parameter).orElse("");
    }

    private static String test(String name, String description, Map<String, String> parameters) {
        return "- name: " + name + "\n  description: " + description + "\n  parameters: "
                + quoted(ParameterText.of(parameters)) + "\n  expected_result: ''\n";
    }

    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9_=&.,-]+") ? text : "'" + text.replace("'", "''") + "'";
    }
}
