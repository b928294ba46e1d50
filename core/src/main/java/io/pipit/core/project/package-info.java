/**
 * Projects: {@link io.pipit.core.project.ProjectFolder} reads the datafiles, {@link io.pipit.core.project.ProjectCompiler} makes
 * a {@link io.pipit.core.project.Plan} of them, {@link io.pipit.core.project.PipeQueries} answers requests with queries,
 * {@link io.pipit.core.project.Lineage} shows what feeds what.
 */
package io.pipit.core.project;
