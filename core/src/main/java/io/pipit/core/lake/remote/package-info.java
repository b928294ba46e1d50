/** Tables whose files are in an object store: clients, a bounded cache of local copies for the engine, and uploads. */
package io.pipit.core.lake.remote;
