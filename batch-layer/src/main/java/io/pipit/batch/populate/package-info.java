/**
 * Filling tables from what the lake already holds: views from the rows of the data source at their root, and a table from its own rows
 * when only its layout changes. The speed layer goes on where the filling ends (contract C6).
 */
package io.pipit.batch.populate;
