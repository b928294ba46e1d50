/** Fillings of tables as jobs: what is remembered of them, and who hears of it. */
package io.pipit.jobs.fill;
