/**
 * The checker: writes events with known contents into a running stack, asks it continuously, and knows the right answer.
 *
 * <p><b>How an exact oracle works beside concurrent writers.</b> Each {@link io.pipit.cli.checker.Writer} has a number that
 * stands in every row, and sends one request after the other. The {@link io.pipit.cli.checker.Ledger} notes each request
 * with the position at which it was acknowledged. An answer names its position vector. So a request that was acknowledged
 * at the first try is in an answer exactly when the vector reaches its position. What remains are requests whose fate the
 * client cannot know: no answer came, or it was sent again under its key and counts at its first arrival. These are few, and
 * since values are random, the counts and sums of a writer tell which of them are in; once seen they must stay.
 *
 * <p>A {@link io.pipit.cli.checker.Cursor} replays the ledger up to the vector of one reader's next answer and holds what every
 * table must show then: counts, sums, distinct ids, the newest value by version, sums by key, without the blocks that a view
 * sets aside. All tables of one answer must agree with one and the same set of requests: a torn read has none. A reader's
 * vector never goes back within one life of the process, so a cursor works only on what is new.
 *
 * <p>An answer is judged once every request that was on its way when it came has ended. "No answer" is never wrong, a named error
 * that passes is not either; any other error is. That a stack which stays silent does not pass is held by
 * {@link io.pipit.cli.checker.Checker#awaitCurrent}: in time every table shows everything that was acknowledged.
 */
package io.pipit.cli.checker;
