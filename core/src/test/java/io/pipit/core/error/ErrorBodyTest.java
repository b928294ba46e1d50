package io.pipit.core.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class ErrorBodyTest {
    @Test
    void carriesTextCodeAndPlaceInTheDocumentation() {
        ErrorBody body =
                ErrorBody.of(new CompletionException(new PipitException(ErrorCode.INTAKE_FULL, "Full of \"events\".")));
        assertThat(body.status()).isEqualTo(503);
        assertThat(body.retryAfterSeconds()).hasValue(1);
        assertThat(body.toJson())
                .isEqualTo("{\"error\":\"Full of \\\"events\\\".\",\"documentation\":\"docs/errors.md#intake_full\","
                        + "\"code\":\"INTAKE_FULL\"}");
    }

    @Test
    void saysNothingOfWhatADefectWasAbout() {
        ErrorBody body = ErrorBody.of(new IllegalStateException("password"));
        assertThat(body.code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(body.retryAfterSeconds()).isEmpty();
        assertThat(body.toJson()).contains("IllegalStateException").doesNotContain("password");
    }

    @Test
    void everyCodeIsDocumented() throws IOException {
        String page = Files.readString(Path.of("../docs/errors.md"));
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(page).contains("\n## " + code.name() + "\n");
            assertThat(page.substring(page.indexOf("## " + code.name()))).contains("HTTP status " + code.httpStatus());
        }
        assertThat(page.lines().filter(l -> l.startsWith("## "))).hasSize(ErrorCode.values().length);
    }
}
