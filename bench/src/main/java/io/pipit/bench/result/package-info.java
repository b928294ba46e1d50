/** What was found, as JSON and as a page. */
package io.pipit.bench.result;
