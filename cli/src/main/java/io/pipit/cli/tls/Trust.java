package io.pipit.cli.tls;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Which servers a client takes for what they say that they are. */
public final class Trust {
    /** Those whose certificates Java trusts. */
    public static final Trust USUAL = new Trust(Optional.empty());

    private final Optional<SSLContext> context;

    private Trust(Optional<SSLContext> context) {
        this.context = context;
    }

    /**
     * Those of the authorities in a PEM file; the usual ones where its name is empty.
     *
     * @param setting that names the file, as the user knows it
     * @throws io.pipit.core.error.PipitException {@code INVALID_CONFIG} when there are no certificates in it
     */
    public static Trust authorities(String setting, String file) {
        if (file.isBlank()) {
            return USUAL;
        }
        List<X509Certificate> certificates = PemFile.read(setting, file).certificates();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("authority" + i, certificates.get(i));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return of(trust.getTrustManagers());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e); // no file is read here
        }
    }

    /** The server with this certificate, by whatever name it is called: for a process that speaks to itself. */
    public static Trust only(ServerCertificate certificate) {
        return of(new TrustManager[] {new Same(certificate.chain().get(0))});
    }

    private static Trust of(TrustManager[] managers) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers, null);
            return new Trust(Optional.of(context));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java has TLS
        }
    }

    /** A client that trusts these. */
    public HttpClient.Builder client() {
        HttpClient.Builder client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        context.ifPresent(client::sslContext);
        return client;
    }

    /** The extended kind: Java compares no names where it is used. */
    private static final class Same extends X509ExtendedTrustManager {
        private final X509Certificate certificate;

        Same(X509Certificate certificate) {
            this.certificate = certificate;
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            if (!certificate.equals(chain[0])) {
                throw new CertificateException("Another server listens there.");
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
