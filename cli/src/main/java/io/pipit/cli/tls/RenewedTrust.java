package io.pipit.cli.tls;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;
import nl.altindag.ssl.SSLFactory;
import nl.altindag.ssl.util.TrustManagerUtils;

/** The authorities in a file that a process trusts for as long as it runs, also when the file is replaced. */
public final class RenewedTrust implements AutoCloseable {
    private final Trust trust;
    private final Optional<Renewal> renewal;

    /**
     * Reads the file, where one is named.
     *
     * @param setting that names it, as the user knows it
     * @throws io.pipit.core.error.PipitException {@code INVALID_CONFIG} when there are no certificates in it
     */
    public RenewedTrust(String setting, String file) {
        this(setting, file, Renewal.USUAL);
    }

    /** The same, looking this often whether there is a new one. */
    RenewedTrust(String setting, String file, Duration every) {
        if (file.isBlank()) {
            this.trust = Trust.USUAL;
            this.renewal = Optional.empty();
            return;
        }
        X509ExtendedTrustManager trusted = TrustManagerUtils.createSwappableTrustManager(Trust.read(setting, file));
        this.trust = Trust.of(SSLFactory.builder().withTrustMaterial(trusted));
        this.renewal = Optional.of(Renewal.start(
                List.of(file), every, () -> TrustManagerUtils.swapTrustManager(trusted, Trust.read(setting, file))));
    }

    /** Which clients go by. */
    public Trust trust() {
        return trust;
    }

    @Override
    public void close() {
        renewal.ifPresent(Renewal::close);
    }
}
