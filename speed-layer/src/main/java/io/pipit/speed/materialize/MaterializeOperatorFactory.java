package io.pipit.speed.materialize;

import io.pipit.speed.SpeedJobConfig;
import io.pipit.speed.commit.EpochFiles;
import io.pipit.speed.source.LogInput;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.legacy.YieldingOperatorFactory;

/** Makes the materialize operator where it runs; it is chained to the source. */
public final class MaterializeOperatorFactory extends AbstractStreamOperatorFactory<EpochFiles>
        implements OneInputStreamOperatorFactory<LogInput, EpochFiles>, YieldingOperatorFactory<EpochFiles> {
    private final SpeedJobConfig config;

    /** For a job. */
    public MaterializeOperatorFactory(SpeedJobConfig config) {
        this.config = config;
        setChainingStrategy(ChainingStrategy.ALWAYS);
    }

    @Override
    public <T extends StreamOperator<EpochFiles>> T createStreamOperator(
            StreamOperatorParameters<EpochFiles> parameters) {
        @SuppressWarnings("unchecked") // Flink asks for the type that it knows from this factory
        T operator = (T) new MaterializeOperator(parameters, getMailboxExecutor(), config);
        return operator;
    }

    @Override
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return MaterializeOperator.class;
    }
}
