package io.pipit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HttpThreadsTest {
    /** Else each command that has spoken to a stack takes 0.3 s more to end. */
    @Test
    void noClientWaitsInTheSystemAfterwards() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        assertThat(waiting()).as(client.toString()).isNotEmpty();

        HttpThreads.end();

        for (Thread thread : waiting()) {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        }
        assertThat(waiting()).as(client.toString()).isEmpty();
    }

    private static List<Thread> waiting() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("HttpClient-")
                        && thread.getName().endsWith("-SelectorManager"))
                .toList();
    }
}
