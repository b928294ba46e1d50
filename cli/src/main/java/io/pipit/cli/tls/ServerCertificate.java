package io.pipit.cli.tls;

import static io.pipit.cli.tls.PemFile.wrong;

import io.pipit.core.config.TlsSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate of a server with its private key.
 *
 * @param chain the server's own first
 */
public record ServerCertificate(List<X509Certificate> chain, PrivateKey key) {
    private static final Logger LOG = LoggerFactory.getLogger(ServerCertificate.class);
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EDDSA", "EdDSA");

    /** Copies the chain. */
    public ServerCertificate {
        chain = List.copyOf(chain);
    }

    /**
     * Reads it.
     *
     * @throws io.pipit.core.error.PipitException {@code INVALID_CONFIG} when files are not there, have something else in them, do not
     *     belong together, or the password is another
     */
    public static ServerCertificate of(TlsSettings settings) {
        boolean store = !settings.keystore().isBlank();
        boolean pem = !settings.certificate().isBlank() || !settings.key().isBlank();
        if (store && pem) {
            throw wrong(
                    "server.tls.keystore is given beside server.tls.certificate or server.tls.key; expected is one of the"
                            + " two ways.",
                    null);
        }
        ServerCertificate found = store ? ofStore(settings) : ofPem(settings);
        found.check(store ? "server.tls.keystore" : "server.tls.certificate");
        return found;
    }

    private static ServerCertificate ofPem(TlsSettings settings) {
        if (settings.certificate().isBlank() || settings.key().isBlank()) {
            String missing = settings.key().isBlank() ? "server.tls.key" : "server.tls.certificate";
            throw wrong(missing + " is missing: a certificate and its key are both needed.", null);
        }
        List<X509Certificate> chain =
                PemFile.read("server.tls.certificate", settings.certificate()).certificates();
        String algorithm = chain.get(0).getPublicKey().getAlgorithm();
        return new ServerCertificate(
                chain, PemFile.read("server.tls.key", settings.key()).key(algorithm, settings.password()));
    }

    private static ServerCertificate ofStore(TlsSettings settings) {
        String what = "server.tls.keystore is '" + settings.keystore() + "'";
        Path path = Path.of(settings.keystore());
        PemFile.bytes(what, path);
        char[] password = settings.password().toCharArray();
        try {
            KeyStore store = KeyStore.getInstance(path.toFile(), password);
            List<String> keys = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    keys.add(alias);
                }
            }
            if (keys.size() != 1) {
                throw wrong(what + ", which has " + keys.size() + " private keys; expected is one.", null);
            }
            List<X509Certificate> chain = Arrays.stream(store.getCertificateChain(keys.get(0)))
                    .map(X509Certificate.class::cast)
                    .toList();
            return new ServerCertificate(chain, (PrivateKey) store.getKey(keys.get(0), password));
        } catch (UnrecoverableKeyException e) {
            throw password(what, e);
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw password(what, e);
            }
            throw wrong(what + ", which cannot be read: " + e.getMessage() + ".", e);
        } catch (GeneralSecurityException e) {
            throw wrong(what + ", which is no PKCS12 or JKS file: " + e.getMessage() + ".", e);
        }
    }

    private static RuntimeException password(String what, Exception cause) {
        return wrong(what + ", whose password is not that in server.tls.password (PIPIT_SERVER_TLS_PASSWORD).", cause);
    }

    private void check(String setting) {
        X509Certificate own = chain.get(0);
        if (!belongs(own)) {
            throw wrong(
                    "The private key is not that of the first certificate in " + setting + " ("
                            + own.getSubjectX500Principal() + "); the server's own certificate comes first.",
                    null);
        }
        Instant now = Instant.now();
        Instant end = own.getNotAfter().toInstant();
        if (now.isAfter(end) || now.isBefore(own.getNotBefore().toInstant())) {
            LOG.warn(
                    "The certificate in {} is valid from {} to {}: clients will not accept it.",
                    setting,
                    own.getNotBefore().toInstant(),
                    end);
        }
    }

    /** Whether what the key signs is what the certificate says. */
    private boolean belongs(X509Certificate own) {
        String algorithm = SIGNATURES.get(key.getAlgorithm().toUpperCase(Locale.ROOT));
        if (algorithm == null) {
            return true; // it shows in the first connection
        }
        try {
            byte[] text = own.getEncoded();
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(own.getPublicKey());
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** With which a server answers. */
    public SSLContext context() {
        char[] none = new char[0];
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, none);
            store.setKeyEntry("server", key, none, chain.toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, none);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e); // no file is read here
        }
    }
}
