package io.pipit.cli.tls;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.KeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** A file of certificates or of a key, as PEM. Errors name the setting that names the file. */
final class PemFile {
    private static final Pattern PART =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s+([A-Za-z0-9+/=\\s]+?)-----END \\1-----");

    private final String what;
    private final String text;

    private PemFile(String what, String text) {
        this.what = what;
        this.text = text;
    }

    /**
     * Reads it.
     *
     * @param setting as the user knows it
     */
    static PemFile read(String setting, String path) {
        String what = setting + " is '" + path + "'";
        return new PemFile(what, new String(bytes(what, Path.of(path)), StandardCharsets.ISO_8859_1));
    }

    /** What a file holds. */
    static byte[] bytes(String what, Path path) {
        try {
            if (Files.isRegularFile(path)) {
                return Files.readAllBytes(path);
            }
        } catch (IOException e) {
            throw wrong(what + ", which cannot be read: " + e.getMessage() + ".", e);
        }
        throw wrong(what + (Files.exists(path) ? ", which is no file." : "; there is no such file."), null);
    }

    static PipitException wrong(String message, Throwable cause) {
        return new PipitException(ErrorCode.INVALID_CONFIG, message, cause);
    }

    /** The certificates in their order; one at least. */
    List<X509Certificate> certificates() {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            List<X509Certificate> found = PART.matcher(text)
                    .results()
                    .filter(part -> part.group(1).endsWith("CERTIFICATE"))
                    .map(part -> certificate(factory, part.group()))
                    .toList();
            if (found.isEmpty()) {
                throw wrong(
                        what + ", which has no certificate; expected is a PEM file with '-----BEGIN CERTIFICATE-----'.",
                        null);
            }
            return found;
        } catch (CertificateException e) {
            throw new IllegalStateException(e); // every Java has X.509
        }
    }

    private X509Certificate certificate(CertificateFactory factory, String pem) {
        try {
            return (X509Certificate)
                    factory.generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (CertificateException e) {
            throw wrong(what + ", in which a certificate cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** The private key, for a certificate with keys of this algorithm. */
    PrivateKey key(String algorithm, String password) {
        Optional<String> plain = part("PRIVATE KEY");
        Optional<String> encrypted = part("ENCRYPTED PRIVATE KEY");
        if (plain.isEmpty() && encrypted.isEmpty()) {
            throw wrong(
                    what + ", which has no key that can be read; expected is a PEM file with '-----BEGIN PRIVATE"
                            + " KEY-----', as 'openssl pkcs8 -topk8 -nocrypt -in KEY -out FILE' makes it of older forms.",
                    null);
        }
        try {
            KeySpec spec = plain.isPresent()
                    ? new PKCS8EncodedKeySpec(decoded(plain.get()))
                    : decrypted(decoded(encrypted.orElseThrow()), password);
            return KeyFactory.getInstance(algorithm).generatePrivate(spec);
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw wrong(what + ", in which no key of the certificate's kind (" + algorithm + ") can be read.", e);
        }
    }

    private KeySpec decrypted(byte[] key, String password) throws IOException, GeneralSecurityException {
        if (password.isEmpty()) {
            throw wrong(what + ", whose key is encrypted; say its password in PIPIT_SERVER_TLS_PASSWORD.", null);
        }
        EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(key);
        // Of the newer scheme the name says nothing; its parameters do.
        String scheme = String.valueOf(info.getAlgParameters());
        String algorithm = scheme.startsWith("PBEWith") ? scheme : info.getAlgName();
        try {
            SecretKey secret =
                    SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray()));
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, secret, info.getAlgParameters());
            return info.getKeySpec(cipher);
        } catch (GeneralSecurityException e) {
            throw wrong(what + ", whose key cannot be decrypted with the password in server.tls.password.", e);
        }
    }

    private Optional<String> part(String kind) {
        Matcher parts = PART.matcher(text);
        while (parts.find()) {
            if (parts.group(1).equals(kind)) {
                return Optional.of(parts.group(2));
            }
        }
        return Optional.empty();
    }

    private static byte[] decoded(String base64) {
        return Base64.getMimeDecoder().decode(base64);
    }
}
