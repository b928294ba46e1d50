/** A look into topics from the command line, apart from the commands so that these start without Kafka's classes. */
package io.pipit.cli.topics;
