package io.pipit.cli.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class TrustTest {
    /** Reading them takes a short command a tenth of a second. */
    @Test
    void usualAuthoritiesAreReadForTlsOnly() throws Exception {
        assertThat(Trust.USUAL.client(URI.create("http://127.0.0.1:1")).build().sslContext())
                .isNotSameAs(SSLContext.getDefault());
        assertThat(Trust.USUAL.client(URI.create("https://127.0.0.1:1")).build().sslContext())
                .isSameAs(SSLContext.getDefault());
    }
}
