package io.pipit.cli.tls;

import io.pipit.core.config.TlsSettings;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import nl.altindag.ssl.SSLFactory;
import nl.altindag.ssl.util.KeyManagerUtils;
import nl.altindag.ssl.util.SSLSessionUtils;

/** How a server speaks TLS: with the certificate that is in its files, also when these are replaced. */
public final class ServerTls implements AutoCloseable {
    private final TlsSettings settings;
    private final SSLFactory factory;
    private final Renewal renewal;

    /**
     * Reads the files.
     *
     * @throws io.pipit.core.error.PipitException {@code INVALID_CONFIG}, as {@link ServerCertificate#of} says
     */
    public ServerTls(TlsSettings settings) {
        this(settings, Renewal.USUAL);
    }

    /** The same, looking this often whether there are new ones. */
    public ServerTls(TlsSettings settings, Duration every) {
        this.settings = settings;
        this.factory = SSLFactory.builder()
                .withSwappableIdentityMaterial()
                .withIdentityMaterial(ServerCertificate.of(settings).keys())
                .build();
        this.renewal = Renewal.start(
                List.of(settings.certificate(), settings.key(), settings.keystore()), every, this::takeNew);
    }

    private void takeNew() {
        KeyManagerUtils.swapKeyManager(
                factory.getKeyManager().orElseThrow(),
                ServerCertificate.of(settings).keys());
        SSLSessionUtils.invalidateCaches(factory);
    }

    /** With which each new connection is answered. */
    public SSLContext context() {
        return factory.getSslContext();
    }

    @Override
    public void close() {
        renewal.close();
    }
}
