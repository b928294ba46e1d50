package io.pipit.core.config;

import java.nio.file.Path;

/** The HTTP server. */
public record ServerSettings(
        @Setting(value = "127.0.0.1", help = "Address to listen on; others than those of loopback need a token.")
        String bindAddress,

        @Setting(
                value = "",
                help =
                        "Name or address by which other processes of the installation reach this one; empty takes the bind address, or this machine's where that is `0.0.0.0`.")
        String advertisedAddress,

        @Setting(
                value = "",
                help =
                        "Every request has to carry it, or a token of a resource, as `Authorization: Bearer …` or `?token=…`, but for `/live` and `/ready`; at least 16 characters; better given in the environment, also as `PIPIT_TOKEN`.")
        String token,

        @Setting(value = "7181", help = "Port of the HTTP server; 0 takes a free one.", min = 0, max = 65_535)
        int port,

        @Setting(
                value = "0",
                help =
                        "Second port of a `schedule` process, on which it takes what other processes pass on to it while it leads; 0 takes a free one. Behind firewalls and in containers, one that the others reach.",
                min = 0,
                max = 65_535)
        int controlPort,

        @Setting(value = "10MB", help = "Largest request body, as sent and when decompressed.", min = 1)
        ByteSize maxBodySize,

        @Setting(
                value = "10GB",
                help =
                        "Largest file that `datasource append` and `replace` send, as sent; it is read in pieces, never held whole.",
                min = 1)
        ByteSize maxFileSize,

        @Setting(value = "64", help = "Threads that answer requests.", min = 4, max = 10_000)
        int threads,

        TlsSettings tls) {
    /** The same with files that are found from a folder. */
    public ServerSettings in(Path folder) {
        return new ServerSettings(
                bindAddress,
                advertisedAddress,
                token,
                port,
                controlPort,
                maxBodySize,
                maxFileSize,
                threads,
                tls.in(folder));
    }

    /** The server of what a leader does besides: on its control port, with few threads. */
    public ServerSettings control(int controlThreads) {
        return new ServerSettings(
                bindAddress,
                advertisedAddress,
                token,
                controlPort,
                controlPort,
                maxBodySize,
                maxFileSize,
                controlThreads,
                tls);
    }

    /** What its addresses begin with. */
    public String scheme() {
        return tls.isOn() ? "https" : "http";
    }
}
