package io.pipit.core.config;

/** The HTTP server. */
public record ServerSettings(
        @Setting(
                value = "127.0.0.1",
                help = "Address to listen on. Only loopback addresses are allowed until there are tokens.")
        String bindAddress,

        @Setting(value = "7181", help = "Port of the HTTP server; 0 takes a free one.", min = 0, max = 65_535)
        int port,

        @Setting(value = "10MB", help = "Largest request body, as sent and when decompressed.", min = 1)
        ByteSize maxBodySize,

        @Setting(value = "64", help = "Threads that answer requests.", min = 4, max = 10_000)
        int threads) {}
