package io.pipit.core.config;

import java.nio.file.Path;

/** Certificate and key of the HTTP server, and whom processes trust that speak to each other. */
public record TlsSettings(
        @Setting(
                value = "",
                help =
                        "File with the server's certificate and those between it and its authority, PEM, relative to the project; with it the server speaks `https` only.")
        String certificate,

        @Setting(value = "", help = "File with the certificate's private key, PEM.")
        String key,

        @Setting(value = "", help = "PKCS12 or JKS file with certificate and key, instead of the two.")
        String keystore,

        @Setting(
                value = "",
                help = "Password of the key store, or of a key that is encrypted; better given in the environment.")
        String password,

        @Setting(
                value = "",
                help =
                        "File with the certificates of authorities, PEM, that the processes of an installation trust when they speak to each other; empty trusts those that Java does.")
        String ca) {
    /** A server without TLS. */
    public static final TlsSettings NONE = new TlsSettings("", "", "", "", "");

    /** Whether the server speaks TLS. */
    public boolean isOn() {
        return !(certificate + key + keystore).isBlank();
    }

    /** The same with files that are found from a folder. */
    TlsSettings in(Path folder) {
        return new TlsSettings(
                in(folder, certificate), in(folder, key), in(folder, keystore), password, in(folder, ca));
    }

    private static String in(Path folder, String file) {
        return file.isBlank() ? "" : folder.resolve(file.strip()).toString();
    }
}
