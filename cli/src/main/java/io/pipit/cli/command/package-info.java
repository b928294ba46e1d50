/** The commands: what they take, and what they print. None of them names a class of Flink, Kafka or the server in a signature. */
package io.pipit.cli.command;
