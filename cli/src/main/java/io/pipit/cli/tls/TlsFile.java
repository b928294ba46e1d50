package io.pipit.cli.tls;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.regex.Pattern;
import nl.altindag.ssl.exception.GenericException;
import nl.altindag.ssl.util.CertificateUtils;

/**
 * A file with certificates or keys, as the setting says that names it.
 *
 * @param what setting and path, as errors begin
 */
record TlsFile(String what, Path path) {
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN (TRUSTED )?CERTIFICATE-----");

    /**
     * One that is there.
     *
     * @param setting as the user knows it
     * @throws PipitException {@code INVALID_CONFIG} when it is not, or is a folder
     */
    static TlsFile of(String setting, String path) {
        TlsFile file = new TlsFile(setting + " is '" + path + "'", Path.of(path));
        if (!Files.isRegularFile(file.path)) {
            throw file.wrong(Files.exists(file.path) ? ", which is no file." : "; there is no such file.", null);
        }
        return file;
    }

    /** An error that begins with this file. */
    PipitException wrong(String message, Throwable cause) {
        return new PipitException(ErrorCode.INVALID_CONFIG, what + message, cause);
    }

    /** What is in it. */
    String text() {
        try {
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw wrong(", which cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** Its certificates, of which it has one at least, in their order. */
    List<X509Certificate> certificates() {
        String text = text();
        long wanted = BEGIN.matcher(text).results().count();
        if (wanted == 0) {
            throw wrong(", which has no certificate; expected is a PEM file with '-----BEGIN CERTIFICATE-----'.", null);
        }
        try {
            List<X509Certificate> found = CertificateUtils.parsePemCertificate(text).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (found.size() == wanted) {
                return found;
            }
        } catch (GenericException | IllegalArgumentException e) {
            throw wrong(", in which a certificate cannot be read: " + e.getMessage() + ".", e);
        }
        throw wrong(", in which a certificate cannot be read.", null);
    }
}
