/**
 * Typed configuration: {@link io.pipit.core.config.PipitConfig} is a tree of records whose components are the keys; {@link
 * io.pipit.core.config.ConfigReader} fills it from flags, environment, {@code pipit.yaml} and defaults, in that order, and
 * reports every problem at once.
 */
package io.pipit.core.config;
