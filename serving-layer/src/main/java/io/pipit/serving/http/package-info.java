/** The HTTP routes of endpoints and queries. */
package io.pipit.serving.http;
