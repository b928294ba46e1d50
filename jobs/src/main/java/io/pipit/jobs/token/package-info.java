/** Tokens of resources: who has them may ask an endpoint, read or fill a data source, and nothing else. */
package io.pipit.jobs.token;
