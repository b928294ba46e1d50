/** From a translated query to an answer: capture a read state, bind its tables, run behind the gate. */
package io.pipit.serving.query;
