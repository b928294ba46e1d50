/** How an installation goes on whose log is lost: with a new one, whose positions join on to those that the tables hold. */
package io.pipit.jobs.renewal;
