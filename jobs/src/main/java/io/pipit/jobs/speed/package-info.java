/** Keeps the project's one speed job running on its cluster, and cuts epochs on demand. */
package io.pipit.jobs.speed;
