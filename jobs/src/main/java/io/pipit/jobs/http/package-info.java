/** Routes by which copies are run and jobs looked at, in the established shape. */
package io.pipit.jobs.http;
