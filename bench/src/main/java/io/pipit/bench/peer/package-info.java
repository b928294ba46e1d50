/** What runs in the processes that are measured beside Pipit. */
package io.pipit.bench.peer;
