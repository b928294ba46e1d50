/** The HTTP server: it mounts the routes of intake, serving and jobs, says how the stack is, and answers every failure alike. */
package io.pipit.cli.server;
