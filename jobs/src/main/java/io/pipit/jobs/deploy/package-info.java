/** Deployments: versions of a project from their files to their end, kept in the database of runs. */
package io.pipit.jobs.deploy;
