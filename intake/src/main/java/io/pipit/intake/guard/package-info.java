/** Keeps events out of the log whose rows were put in by a repair, so that an original that is sent again is not counted twice. */
package io.pipit.intake.guard;
