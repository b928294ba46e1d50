package io.pipit.jobs.flink.install;

import io.pipit.core.build.BuildStamp;
import io.pipit.core.error.ErrorCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.accumulators.ListAccumulator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Looks around where it runs, and leaves what it found as lines: a code and what is to be said. It touches no library before it has seen
 * that the library is there, so that it runs where all of them are missing.
 */
final class ProbeTask extends AbstractStreamOperator<Long> implements OneInputStreamOperator<Long, Long> {
    static final String FOUND = "pipit.probe";

    private final ProbeSpec spec;

    ProbeTask(ProbeSpec spec) {
        this.spec = spec;
    }

    @Override
    public void processElement(StreamRecord<Long> start) {
        ListAccumulator<String> found = new ListAccumulator<>();
        problems().forEach(found::add);
        getRuntimeContext().addAccumulator(FOUND, found);
        output.collect(start);
    }

    private List<String> problems() {
        String build =
                getContainingTask().getEnvironment().getJobConfiguration().getString(BuildStamp.JOB_KEY, "");
        List<String> problems = new ArrayList<>();
        attempt(problems, ErrorCode.JAR_MISMATCH, () -> BuildStamp.check(build));
        List<String> missing = Library.all().stream()
                .filter(library -> needed(library) && !present(library.marker()))
                .map(Library::name)
                .toList();
        if (!missing.isEmpty()) {
            problems.add(ErrorCode.LIBRARY_MISSING + " " + String.join(", ", missing));
            return problems;
        }
        attempt(problems, ErrorCode.LIBRARY_MISSING, ProbeTask::opens);
        attempt(
                problems,
                ErrorCode.LIBRARY_MISSING,
                () -> Reach.engine(getContainingTask()
                        .getEnvironment()
                        .getTaskManagerInfo()
                        .getTmpDirectories()[0]));
        attempt(problems, ErrorCode.LOG_UNAVAILABLE, () -> Reach.brokers(spec));
        attempt(problems, ErrorCode.CATALOG_UNAVAILABLE, () -> Reach.catalog(spec));
        attempt(problems, ErrorCode.STORAGE_FAILED, () -> Reach.warehouse(spec));
        return problems;
    }

    private boolean needed(Library library) {
        return switch (library.need()) {
            case ALWAYS -> true;
            case S3 -> spec.lake() != null && spec.lake().warehouse().startsWith("s3");
            case POSTGRESQL -> spec.lake() != null && spec.lake().uri().startsWith("jdbc:postgresql:");
        };
    }

    private boolean present(String type) {
        try {
            Class.forName(type, false, getUserCodeClassloader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** Arrow reads memory through a field of the JDK that is closed unless the process was started otherwise. */
    private static void opens() {
        if (!ByteBuffer.class.getModule().isOpen("java.nio", ProbeTask.class.getModule())) {
            throw new IllegalStateException(
                    "the JVM option --add-opens=java.base/java.nio=ALL-UNNAMED (env.java.opts.all of Flink's configuration)");
        }
    }

    private static void attempt(List<String> problems, ErrorCode code, Runnable look) {
        try {
            look.run();
        } catch (LinkageError e) {
            problems.add(ErrorCode.LIBRARY_MISSING + " " + e.getMessage());
        } catch (RuntimeException e) {
            String said = e.getMessage() == null ? e.toString() : e.getMessage();
            problems.add(code + " " + said.lines().findFirst().orElse(said));
        }
    }
}
