/** The services of an installation, started by tests. */
package io.pipit.cli.services;
