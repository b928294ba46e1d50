/** A Flink cluster inside this process: the same interface as any other, reached over REST on loopback. */
package io.pipit.jobs.flink.embedded;
