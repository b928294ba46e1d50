/** A Kafka broker within this process. */
package io.pipit.core.log.embedded;
