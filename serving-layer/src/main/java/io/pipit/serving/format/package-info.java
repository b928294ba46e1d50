/** Output formats: values of the dialect as JSON, CSV, TSV and readable text. */
package io.pipit.serving.format;
