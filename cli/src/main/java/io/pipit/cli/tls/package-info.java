/** Certificates: that of the HTTP server, and whom clients trust. */
package io.pipit.cli.tls;
