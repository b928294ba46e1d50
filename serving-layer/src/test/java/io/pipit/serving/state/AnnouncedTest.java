package io.pipit.serving.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnnouncedTest {
    private final Announced announced = new Announced();

    @Test
    void whatIsLookedAtIsAnnouncedUntilThatIsDone() {
        announced.add(List.of("a", "b"));
        List<String> seen = new ArrayList<>();
        announced.handle(tables -> {
            seen.addAll(tables);
            announced.add(List.of("b")); // once more, meanwhile
            assertThat(announced.anyOf(List.of("a"))).isTrue();
            assertThat(announced.anyOf(List.of("c"))).isFalse();
        });
        assertThat(seen).containsExactlyInAnyOrder("a", "b");
        assertThat(announced.anyOf(List.of("a"))).isFalse();
        assertThat(announced.anyOf(List.of("a", "b"))).isTrue();
        announced.handle(tables -> assertThat(tables).containsExactly("b"));
        assertThat(announced.any()).isFalse();
    }

    @Test
    void aFailureLeavesNothingUnderWay() {
        announced.add(List.of("a"));
        assertThatThrownBy(() -> announced.handle(tables -> {
                    throw new IllegalStateException("not now");
                }))
                .hasMessage("not now");
        assertThat(announced.anyOf(List.of("a"))).isFalse();
    }
}
