/**
 * Events in: a request is read once into blocks ({@code EventsIntake}), small requests are gathered for a few milliseconds
 * ({@code gather}), and it is acknowledged when its blocks are durable. {@code http} offers the Events API.
 */
package io.pipit.intake;
