/** Takes rows out of tables by rewriting the files that hold them. */
package io.pipit.batch.rewrite;
