/** Small requests become one block: bounded in time, size and memory. */
package io.pipit.intake.gather;
