/**
 * Older versions of data sources: how their rows, in the lake and in the log, become rows of today. What leads from one version to the
 * next is a text that travels with the project.
 */
package io.pipit.core.project.forward;
