/**
 * The serving layer: answers queries from lake rows of pinned snapshots and fresh rows beyond their coverage.
 *
 * <p>Start at {@link io.pipit.serving.ServingLayer}. {@code fresh} follows the logs and the fresh topic into tables in memory,
 * {@code state} holds what a query may read and swaps snapshots, {@code query} binds and runs queries, {@code format} writes
 * answers, and {@code http} offers the routes.
 */
package io.pipit.serving;
