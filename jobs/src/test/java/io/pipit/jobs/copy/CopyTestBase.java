package io.pipit.jobs.copy;

import static io.pipit.jobs.copy.CopyProject.events;
import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.jobs.JobsStack;
import io.pipit.jobs.copy.CopyRun.State;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Copies over one stack a class. */
abstract class CopyTestBase {
    static JobsStack stack;
    static int sent;

    @BeforeAll
    static void start(@TempDir Path folder) {
        sent = 0;
        stack = JobsStack.start(folder, CopyProject.WITH_FOLLOWERS);
        send(70);
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    static CopyRun done(CopyRequest request) {
        CopyRun run = ended(stack.copies.start(request).id());
        assertThat(run.state()).as(run.note()).isEqualTo(State.DONE);
        return run;
    }

    /** The events below a number. */
    static CopyRequest snap(String below) {
        return CopyRequest.of("snap", Map.of("below", List.of(below)));
    }

    static CopyRun ended(String id) {
        return stack.copies.ended(id).orTimeout(120, TimeUnit.SECONDS).join();
    }

    static synchronized void send(int events) {
        stack.send("events", events(sent, sent + events));
        sent += events;
    }
}
