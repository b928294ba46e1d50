/** What speaks to a running stack over HTTP, with nothing but the JDK and Jackson. */
package io.pipit.cli.client;
