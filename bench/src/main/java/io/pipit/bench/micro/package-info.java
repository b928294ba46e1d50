/** Microbenchmarks of the hot paths. */
package io.pipit.bench.micro;
