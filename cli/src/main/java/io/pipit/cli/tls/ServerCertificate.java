package io.pipit.cli.tls;

import io.pipit.core.config.TlsSettings;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
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
import javax.net.ssl.X509ExtendedKeyManager;
import nl.altindag.ssl.util.KeyManagerUtils;
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
                            + " two ways.");
        }
        ServerCertificate found = store ? ofStore(settings) : ofPem(settings);
        found.check(store ? "server.tls.keystore" : "server.tls.certificate");
        return found;
    }

    private static ServerCertificate ofPem(TlsSettings settings) {
        if (settings.certificate().isBlank() || settings.key().isBlank()) {
            String missing = settings.key().isBlank() ? "server.tls.key" : "server.tls.certificate";
            throw wrong(missing + " is missing: a certificate and its key are both needed.");
        }
        List<X509Certificate> chain =
                TlsFile.of("server.tls.certificate", settings.certificate()).certificates();
        ServerKey key = new ServerKey(TlsFile.of("server.tls.key", settings.key()));
        return new ServerCertificate(chain, key.read(chain.get(0).getPublicKey().getAlgorithm(), settings.password()));
    }

    private static ServerCertificate ofStore(TlsSettings settings) {
        TlsFile file = TlsFile.of("server.tls.keystore", settings.keystore());
        char[] password = settings.password().toCharArray();
        try {
            KeyStore store = KeyStore.getInstance(file.path().toFile(), password);
            List<String> keys = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    keys.add(alias);
                }
            }
            if (keys.size() != 1) {
                throw file.wrong(", which has " + keys.size() + " private keys; expected is one.", null);
            }
            List<X509Certificate> chain = Arrays.stream(store.getCertificateChain(keys.get(0)))
                    .map(X509Certificate.class::cast)
                    .toList();
            return new ServerCertificate(chain, (PrivateKey) store.getKey(keys.get(0), password));
        } catch (UnrecoverableKeyException e) {
            throw password(file, e);
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw password(file, e);
            }
            throw file.wrong(", which cannot be read: " + e.getMessage() + ".", e);
        } catch (GeneralSecurityException e) {
            throw file.wrong(", which is no PKCS12 or JKS file: " + e.getMessage() + ".", e);
        }
    }

    private static RuntimeException password(TlsFile file, Exception cause) {
        return file.wrong(", whose password is not that in server.tls.password (PIPIT_SERVER_TLS_PASSWORD).", cause);
    }

    private void check(String setting) {
        X509Certificate own = chain.get(0);
        if (!belongs(own)) {
            throw wrong("The private key is not that of the first certificate in " + setting + " ("
                    + own.getSubjectX500Principal() + "); the server's own certificate comes first.");
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

    /** What shows it to clients. */
    X509ExtendedKeyManager keys() {
        return KeyManagerUtils.createKeyManager(key, chain.toArray(X509Certificate[]::new));
    }

    private static PipitException wrong(String message) {
        return new PipitException(ErrorCode.INVALID_CONFIG, message);
    }
}
