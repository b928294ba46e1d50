/**
 * Feeders: each copies a topic of another Kafka cluster into the log of a data source. What counts is decided by the log (see
 * {@code SourceChains}); here is how a feeder follows it, how messages become rows, and how everything else is survived.
 */
package io.pipit.intake.kafka;
