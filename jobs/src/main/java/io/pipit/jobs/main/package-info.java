/**
 * Main classes for {@code flink run}: {@code SpeedJobMain} and {@code CopyJobMain}. Each takes typed arguments
 * ({@code JobArguments}) and a JSON file that names the installation ({@code Installation}).
 */
package io.pipit.jobs.main;
