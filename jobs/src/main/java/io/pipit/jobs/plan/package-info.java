/** Makes what a project needs outside the process: topics and tables. */
package io.pipit.jobs.plan;
