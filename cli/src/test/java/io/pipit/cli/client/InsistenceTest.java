package io.pipit.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class InsistenceTest {
    private final List<String> said = new ArrayList<>();
    private final Deque<RuntimeException> failures = new ArrayDeque<>();
    private final Supplier<String> request = () -> {
        if (!failures.isEmpty()) {
            throw failures.pop();
        }
        return "answer";
    };

    @Test
    void asksUntilSomebodyLeadsAndSaysSoOnce() {
        failures.add(new PipitException(ErrorCode.NOT_READY, "No process leads."));
        failures.add(unreachable());
        failures.add(new PipitException(ErrorCode.ACCEPTANCE_UNKNOWN, "It ended."));
        assertThat(patient(60).answer(request)).isEqualTo("answer");
        assertThat(said).containsExactly("No process leads. Asking again for up to 60 s …");
    }

    @Test
    void whatDoesNotPassIsSaidAtOnce() {
        failures.add(new PipitException(ErrorCode.INVALID_PROJECT, "No."));
        assertThatThrownBy(() -> patient(60).answer(request)).hasMessage("No.");
        assertThat(said).isEmpty();
    }

    @Test
    void anAddressAtWhichNothingHasEverAnsweredIsNotWaitedFor() {
        failures.add(unreachable());
        assertThatThrownBy(() -> patient(60).answer(request)).hasMessage("Nothing answers.");
    }

    @Test
    void patienceEnds() {
        failures.add(new PipitException(ErrorCode.NOT_READY, "No process leads."));
        assertThatThrownBy(() -> patient(0).answer(request)).hasMessage("No process leads.");
    }

    @Test
    void whereATryMayHaveBeenHeardItIsNotKnownWhatHasBegun() {
        Insistence insistence = new Insistence(Duration.ofMillis(600), said::add);
        failures.add(new PipitException(ErrorCode.ACCEPTANCE_UNKNOWN, "It ended."));
        for (int i = 0; i < 10; i++) {
            failures.add(new PipitException(ErrorCode.NOT_READY, "No process leads."));
        }
        assertThatThrownBy(() -> insistence.begun(request))
                .hasMessageStartingWith("No process leads. So it is not known whether the deployment has begun");
        failures.clear();
        failures.add(new PipitException(ErrorCode.NOT_READY, "No process leads."));
        assertThatThrownBy(() -> patient(0).begun(request)).hasMessage("No process leads.");
    }

    private Insistence patient(long seconds) {
        return new Insistence(Duration.ofSeconds(seconds), said::add);
    }

    private static PipitException unreachable() {
        return new PipitException(ErrorCode.SERVER_UNREACHABLE, "Nothing answers.", new ConnectException());
    }
}
