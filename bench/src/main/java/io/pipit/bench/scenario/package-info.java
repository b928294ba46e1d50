/** What is measured. */
package io.pipit.bench.scenario;
