/** Which build of Pipit these classes are, so that both ends of a job can tell that they are the same. */
package io.pipit.core.build;
