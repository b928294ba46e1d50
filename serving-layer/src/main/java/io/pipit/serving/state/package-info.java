/** What may be read: immutable read states, the snapshots they pin, and how one follows the other. */
package io.pipit.serving.state;
