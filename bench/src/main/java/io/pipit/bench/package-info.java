/**
 * Benchmarks of Pipit beside its peers. What is measured runs in processes of its own, whose CPU time is read from the operating system;
 * this process generates the load, keeps the results as JSON and writes the report.
 */
package io.pipit.bench;
