package io.pipit.intake.file;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** A file at an HTTP address. */
public final class UrlFile {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(2);

    private final URI address;
    private final FileForm form;

    /**
     * What is at an address.
     *
     * @param format its form, or the empty text when the name at the end of the address says it
     * @throws PipitException {@code INVALID_PARAMETER} when it is no HTTP address, or nothing says the form
     */
    public UrlFile(String url, String format) {
        this.address = address(url);
        this.form = FileForm.of(format.isBlank() ? ending() : format);
    }

    /** Its form. */
    public FileForm form() {
        return form;
    }

    /**
     * Fetches it.
     *
     * @throws PipitException {@code INVALID_PARAMETER} when it is not there, {@code STORAGE_FAILED} when the other side fails
     */
    public InputStream open() {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(ANSWER_TIMEOUT).GET().build();
        try {
            HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() != 200) {
                answer.body().close();
                throw new PipitException(
                        answer.statusCode() >= 500 ? ErrorCode.STORAGE_FAILED : ErrorCode.INVALID_PARAMETER,
                        "GET " + address + " answered " + answer.statusCode() + ", 200 was expected.");
            }
            boolean zipped = path().endsWith(".gz")
                    || answer.headers()
                            .firstValue("Content-Encoding")
                            .filter(coding -> coding.equalsIgnoreCase("gzip"))
                            .isPresent();
            return zipped ? new GZIPInputStream(answer.body(), 1 << 16) : answer.body();
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.STORAGE_FAILED,
                    "GET " + address + " failed: "
                            + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()) + ".",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipitException(ErrorCode.STORAGE_FAILED, "GET " + address + " was interrupted.", e);
        }
    }

    private static URI address(String url) {
        try {
            URI address = new URI(url.strip());
            String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
            if (address.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
                return address;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new PipitException(
                ErrorCode.INVALID_PARAMETER,
                "'" + url + "' is no address that can be fetched: http://… or https://… is expected.");
    }

    private String path() {
        return String.valueOf(address.getPath()).toLowerCase(Locale.ROOT);
    }

    private String ending() {
        String name = path().endsWith(".gz") ? path().substring(0, path().length() - 3) : path();
        int dot = name.lastIndexOf('.');
        if (dot < name.lastIndexOf('/') || dot < 0) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "The address '" + address
                            + "' does not end in the name of a file: say format=ndjson, csv or parquet.");
        }
        String ending = name.substring(dot + 1);
        return ending.equals("jsonl") || ending.equals("json") ? "ndjson" : ending;
    }
}
