/** How a project's tables and types are laid out in Iceberg. */
package io.pipit.core.lake.layout;
