/** Fresh rows: followers of the logs and of the fresh topic, and the tables in memory that they fill. */
package io.pipit.serving.fresh;
