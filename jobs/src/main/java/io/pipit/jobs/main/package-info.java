/**
 * Main classes for {@code flink run}, one a kind of job, and the same for {@code pipit job submit}. Each takes typed arguments
 * ({@code JobArguments}); where everything is comes from {@code pipit.yaml} ({@code Installation}).
 */
package io.pipit.jobs.main;
