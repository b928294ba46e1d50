/**
 * The last step of the speed job: the file sets of all subtasks for one barrier become one commit for each table, and then one
 * notice in the fresh topic.
 */
package io.pipit.speed.commit;
