package io.pipit.jobs.reconcile.compare;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One of two sides of a comparison. */
public interface Side {
    /** What the parts of a range hold, by the number of the part; parts of {@code widthMicros} from the range's start. Empty ones may lack. */
    Map<Long, RangeSum> sums(Range range, long widthMicros);

    /** The rows of a range, in any order; an id may come twice. */
    List<Entry> entries(Range range);

    /** The rows of these ids as they are now, whatever their time is; an id may come twice. */
    List<Entry> entries(Collection<String> ids);

    /** Which of these ids are there now, whatever their time is. */
    Set<String> present(Collection<String> ids);
}
