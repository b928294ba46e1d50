/** Connections, and what data sources and sinks say about them: checked here, carried out elsewhere. */
package io.pipit.core.project.connector;
