package io.pipit.cli.client;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of an address, kept on disk as long as it is used.
 *
 * @param folder made for it
 * @param file named as in the address
 */
public record Download(Path folder, Path file) implements AutoCloseable {
    /**
     * Downloads it.
     *
     * @throws PipitException {@code INVALID_ARGUMENT} when the address cannot be read
     */
    public static Download of(URI address) {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        try {
            HttpResponse<InputStream> response =
                    client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() != 200) {
                    throw new PipitException(
                            ErrorCode.INVALID_ARGUMENT,
                            address + " answers with status " + response.statusCode() + ".");
                }
                Path folder = Files.createTempDirectory("pipit-download");
                Path file = folder.resolve(name(address));
                Files.copy(body, file);
                return new Download(folder, file);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new PipitException(
                    ErrorCode.INVALID_ARGUMENT,
                    address + " cannot be read: " + why(address, e) + ". Nothing was appended.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipitException(ErrorCode.SERVER_UNREACHABLE, "Interrupted while reading " + address + ".", e);
        }
    }

    /** How the file at an address is called. */
    public static Path name(URI address) {
        String path = address.getPath() == null ? "" : address.getPath();
        String name = path.substring(path.lastIndexOf('/') + 1);
        return Path.of(name.isEmpty() ? "download" : name);
    }

    /** The client says nothing of most addresses at which nobody is. */
    private static String why(URI address, Exception failure) {
        if (failure instanceof IllegalArgumentException) {
            return "it has to begin with http:// or https://";
        } else if (failure instanceof ConnectException) {
            Throwable cause = failure;
            while (cause != null && !(cause instanceof UnresolvedAddressException)) {
                cause = cause.getCause();
            }
            return cause == null ? "nothing answers there" : "there is no host '" + address.getHost() + "'";
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }
}
