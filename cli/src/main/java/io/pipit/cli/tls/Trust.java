package io.pipit.cli.tls;

import io.pipit.core.error.PipitException;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import nl.altindag.ssl.SSLFactory;
import nl.altindag.ssl.util.TrustManagerUtils;

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
     * @throws PipitException {@code INVALID_CONFIG} when there are no certificates in it
     */
    public static Trust authorities(String setting, String file) {
        return file.isBlank() ? USUAL : of(SSLFactory.builder().withTrustMaterial(read(setting, file)));
    }

    /** The server with this certificate, by whatever name it is called: for a process that speaks to itself. */
    public static Trust only(ServerCertificate certificate) {
        X509Certificate own = certificate.chain().get(0);
        return of(SSLFactory.builder()
                .withTrustMaterial(own)
                .withTrustEnhancer(shown -> own.equals(shown.getChain()[0])));
    }

    static Trust of(SSLFactory.Builder trust) {
        return new Trust(Optional.of(trust.build().getSslContext()));
    }

    static X509ExtendedTrustManager read(String setting, String file) {
        return TrustManagerUtils.createTrustManager(TlsFile.of(setting, file).certificates());
    }

    /** A client that trusts these. */
    public HttpClient.Builder client() {
        HttpClient.Builder client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        context.ifPresent(client::sslContext);
        return client;
    }

    /** The same for one address: where it is not to speak TLS, the usual authorities are not read, which takes as long as a short command. */
    public HttpClient.Builder client(URI address) {
        return context.isEmpty() && "http".equals(address.getScheme()) ? client().sslContext(nobody()) : client();
    }

    private static SSLContext nobody() {
        try {
            SSLContext nobody = SSLContext.getInstance("TLS");
            nobody.init(null, new TrustManager[0], null);
            return nobody;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
