package io.pipit.jobs.reconcile.job;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Trust in the certificates of a file, with what Java has: where {@code flink run} works there are no further libraries. */
final class Authority {
    private Authority() {}

    /**
     * In a file in PEM.
     *
     * @throws PipitException {@code INVALID_CONFIG} when there are no certificates in it
     */
    static SSLContext in(String file) {
        try (InputStream bytes = Files.newInputStream(Path.of(file))) {
            KeyStore known = KeyStore.getInstance(KeyStore.getDefaultType());
            known.load(null, null);
            int number = 0;
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(bytes)) {
                known.setCertificateEntry("authority-" + number++, each);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(known);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new PipitException(
                    ErrorCode.INVALID_CONFIG,
                    "'server.tls.ca' names '" + file + "', which holds no certificates in PEM that can be read: "
                            + e.getMessage(),
                    e);
        }
    }
}
