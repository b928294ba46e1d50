/** The events and how they are sent. */
package io.pipit.bench.load;
