package io.pipit.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WebEventsTest {
    private final WebEvents events = WebEvents.read(Path.of(".."), 1);

    @Test
    void eventsAreJsonWithIdsOfTheirOwn() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 25_000; i++) {
            String text = new String(events.event(i), StandardCharsets.UTF_8);
            JsonNode event = Http.json(text);
            assertThat(event.size()).isEqualTo(6);
            assertThat(event.path("timestamp").asText()).isEqualTo(WebEvents.time(i));
            assertThat(ids.add(event.path("event_id").asText())).as(text).isTrue();
        }
    }

    @Test
    void theSameSeedGivesTheSameBytes() {
        assertThat(events.body(5, 100))
                .isEqualTo(WebEvents.read(Path.of(".."), 1).body(5, 100));
    }
}
