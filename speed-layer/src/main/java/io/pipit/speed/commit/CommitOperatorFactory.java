package io.pipit.speed.commit;

import io.pipit.speed.SpeedJobConfig;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.legacy.YieldingOperatorFactory;

/** Makes the commit operator where it runs. */
public final class CommitOperatorFactory extends AbstractStreamOperatorFactory<Void>
        implements OneInputStreamOperatorFactory<EpochFiles, Void>, YieldingOperatorFactory<Void> {
    private final SpeedJobConfig config;

    /** For a job. */
    public CommitOperatorFactory(SpeedJobConfig config) {
        this.config = config;
    }

    @Override
    public <T extends StreamOperator<Void>> T createStreamOperator(StreamOperatorParameters<Void> parameters) {
        @SuppressWarnings("unchecked") // Flink asks for the type that it knows from this factory
        T operator = (T) new CommitOperator(parameters, getMailboxExecutor(), config);
        return operator;
    }

    @Override
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return CommitOperator.class;
    }
}
