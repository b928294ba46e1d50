/**
 * The block log and the fresh topic: what is written to Kafka, in which form, and how it is read without ever skipping anything.
 *
 * <p>Start at {@link io.pipit.core.log.BlockWriter} and {@link io.pipit.core.log.BlockReader}; the speed layer's results travel
 * through {@link io.pipit.core.log.FreshWriter} and {@link io.pipit.core.log.FreshReader}.
 */
package io.pipit.core.log;
