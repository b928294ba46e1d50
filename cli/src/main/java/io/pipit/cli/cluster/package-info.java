/** What commands do on a Flink cluster without a server. */
package io.pipit.cli.cluster;
