package io.pipit.serving.http;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import java.util.Map;
import java.util.TreeMap;

/** The texts of a project's files, by the names of what they describe. They have no values of secrets. */
final class FileTexts {
    private final Plan plan;

    FileTexts(Plan plan) {
        this.plan = plan;
    }

    String pipe(String name) {
        return text(name, ".pipe", "pipe", ErrorCode.UNKNOWN_ENDPOINT);
    }

    String dataSource(String name) {
        return text(name, ".datasource", "data source", ErrorCode.UNKNOWN_DATA_SOURCE);
    }

    private String text(String name, String extension, String what, ErrorCode unknown) {
        Map<String, String> named = new TreeMap<>();
        plan.files().texts().forEach((path, text) -> {
            String file = path.substring(path.lastIndexOf('/') + 1);
            if (file.endsWith(extension)) {
                named.put(file.substring(0, file.length() - extension.length()), text);
            }
        });
        String text = named.get(name);
        if (text == null) {
            throw new PipitException(
                    unknown,
                    "The project has no file of a " + what + " '" + name + "'."
                            + NearestName.hint(name, named.keySet()));
        }
        return plan.files().variables().masked(text);
    }
}
