/** The Events API: {@code POST /v0/events}. */
package io.pipit.intake.http;
