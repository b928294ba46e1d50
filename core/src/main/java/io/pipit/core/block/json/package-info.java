/**
 * Events as JSON become rows of a block in one pass: paths to columns ({@code JsonTable}), one record into a row or a reason
 * ({@code RowReader}), a body line by line ({@code EventReader}), rows and quarantined rows into a block
 * ({@code BlockBuilder}).
 */
package io.pipit.core.block.json;
