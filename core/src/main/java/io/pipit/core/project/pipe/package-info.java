/** Pipes: their nodes and outputs, and the way from a request to a translated query. */
package io.pipit.core.project.pipe;
