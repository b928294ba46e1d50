package io.pipit.intake.file;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How a file holds rows. */
public enum FileForm {
    NDJSON,
    CSV,
    PARQUET;

    /**
     * The form of a name.
     *
     * @throws PipitException {@code INVALID_PARAMETER} with the nearest name
     */
    public static FileForm of(String name) {
        List<String> known = Arrays.stream(values()).map(FileForm::label).toList();
        return Arrays.stream(values())
                .filter(form -> form.label().equals(name.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new PipitException(
                        ErrorCode.INVALID_PARAMETER,
                        "The format '" + name + "' is not known." + NearestName.hint(name, known) + " There are "
                                + String.join(", ", known) + "."));
    }

    /** As it is written. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
