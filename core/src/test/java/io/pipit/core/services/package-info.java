/** Services that are processes of their own, started by tests. */
package io.pipit.core.services;
