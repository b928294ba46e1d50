/**
 * The tables that views read beside their sources, as replicas: what the lake holds of them and what has arrived since, brought up to
 * date before blocks run.
 */
package io.pipit.speed.replica;
