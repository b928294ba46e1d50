package io.pipit.cli.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DownloadTest {
    @ParameterizedTest
    @CsvSource({
        "ftp://127.0.0.1/orders.ndjson,it has to begin with http:// or https://",
        "orders.ndjson,it has to begin with http:// or https://",
        "http://no-such-host.invalid/orders.ndjson,there is no host 'no-such-host.invalid'"
    })
    void saysWhyAnAddressCannotBeRead(String address, String why) {
        assertThatThrownBy(() -> Download.of(URI.create(address)))
                .hasMessage(address + " cannot be read: " + why + ". Nothing was appended.");
    }

    @Test
    void saysThatNobodyAnswers() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertThatThrownBy(() -> Download.of(URI.create("http://127.0.0.1:" + free + "/orders.ndjson")))
                .hasMessageEndingWith("cannot be read: nothing answers there. Nothing was appended.");
    }
}
