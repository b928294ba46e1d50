/** What the {@code lib/} folder of a Flink installation needs so that jobs run there, and how that is found out. */
package io.pipit.jobs.flink.install;
