/**
 * How views follow when rows of a table go or come: by the keys of the groups that are touched, by the blocks that are, or by making all
 * rows anew.
 */
package io.pipit.core.project.cascade;
