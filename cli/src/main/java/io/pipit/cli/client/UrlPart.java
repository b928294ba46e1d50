package io.pipit.cli.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Text as a part of a path or a query. */
public final class UrlPart {
    private UrlPart() {}

    /** The text, encoded so that it stands for itself between slashes as well as behind a question mark. */
    public static String of(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
