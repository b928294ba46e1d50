package io.pipit.cli.tls;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import nl.altindag.ssl.exception.GenericException;
import nl.altindag.ssl.pem.util.PemUtils;

/** The private key in a PEM file: in any of the forms that are about, encrypted or not. */
final class ServerKey {
    private final TlsFile file;

    ServerKey(TlsFile file) {
        this.file = file;
    }

    /** It, for a certificate with keys of this algorithm. */
    PrivateKey read(String algorithm, String password) {
        String text = file.text();
        if (!text.contains("PRIVATE KEY-----")) {
            throw file.wrong(", which has no key; expected is a PEM file with '-----BEGIN PRIVATE KEY-----'.", null);
        }
        boolean encrypted = text.contains("ENCRYPTED");
        if (encrypted && password.isEmpty()) {
            throw file.wrong(", whose key is encrypted; say its password in PIPIT_SERVER_TLS_PASSWORD.", null);
        }
        PrivateKey key;
        try {
            key = PemUtils.parsePrivateKey(text, encrypted ? password.toCharArray() : null);
        } catch (GenericException | IllegalArgumentException e) {
            throw file.wrong(
                    encrypted
                            ? ", whose key cannot be decrypted with the password in server.tls.password."
                            : ", in which no key can be read; 'openssl pkcs8 -topk8 -nocrypt -in KEY -out FILE' writes"
                                    + " one in the usual form.",
                    e);
        }
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw file.wrong(", in which no key of the certificate's kind (" + algorithm + ") can be read.", e);
        }
    }
}
