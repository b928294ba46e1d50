/** What Prometheus reads: requests, events, tables, jobs and the JVM. */
package io.pipit.cli.metrics;
