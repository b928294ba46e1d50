/** Files of rows as events: they take the way of all events, so views see them, and rows that do not fit are quarantined. */
package io.pipit.intake.file;
