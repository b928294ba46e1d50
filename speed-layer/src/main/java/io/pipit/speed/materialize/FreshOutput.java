package io.pipit.speed.materialize;

import io.pipit.core.log.FreshRecord;
import java.util.Map;

/** Where records of fresh rows go. */
interface FreshOutput {
    /** A name for one try at some blocks that no other try has. */
    String attempt();

    /** Sends a record; it need not be durable yet. */
    void publish(FreshRecord record);

    /** Waits until everything is durable; by partition the offset after this output's last record. */
    Map<Integer, Long> flush();
}
