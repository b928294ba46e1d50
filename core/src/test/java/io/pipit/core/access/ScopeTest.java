package io.pipit.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.access.Scope.Right;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScopeTest {
    @Test
    void isARightAndAName() {
        Scope scope = Scope.parse("DATASOURCES:READ:orders");
        assertThat(scope).isEqualTo(new Scope(Right.DATASOURCES_READ, "orders")).hasToString("DATASOURCES:READ:orders");
        assertThat(Scope.parse("DATASOURCES:READ:orders_quarantine").within(List.of(scope)))
                .isTrue();
        assertThat(Scope.parse("DATASOURCES:APPEND:orders").within(List.of(scope)))
                .isFalse();
    }

    @Test
    void othersSayWhatIsWrongWithThem() {
        assertThatThrownBy(() -> Scope.parse("PIPES:READ"))
                .hasMessageContaining("'PIPES:READ' lacks the name of what it is about; there are PIPES:READ:NAME")
                .hasMessageNotContaining("Did you mean");
        assertThatThrownBy(() -> Scope.parse("PIPES:READ:")).hasMessageContaining("lacks the name");
        assertThatThrownBy(() -> Scope.parse("DATASOURCES:READ:orders:country = 'ES'"))
                .hasMessageContaining("has more than the name 'orders'; there are")
                .hasMessageNotContaining("Did you mean");
        assertThatThrownBy(() -> Scope.parse("PIPE:READ:top"))
                .hasMessageContaining("is not known here")
                .hasMessageContaining("Did you mean 'PIPES:READ'?");
        assertThatThrownBy(() -> Scope.parse("ADMIN"))
                .hasMessageContaining("The server's own token does everything else.");
    }
}
