/** Access of Iceberg to files in a local or mounted folder. */
package io.pipit.core.lake.io;
