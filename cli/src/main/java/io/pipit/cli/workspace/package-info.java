/**
 * A project's tables within this process alone: fixtures are read by the edge's parser, views run by the speed layer's code, tables are read
 * under the merge rules that serving uses. No log, no lake, no job.
 */
package io.pipit.cli.workspace;
