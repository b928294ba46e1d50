package io.pipit.jobs.deploy;

import io.pipit.core.project.ProjectFiles;
import io.pipit.jobs.plan.Change;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One version of a project in the history of an installation.
 *
 * @param id counts up from 1
 * @param author who asked for it
 * @param origin what made it: {@code deploy}, {@code folder}, or {@code rollback to N}
 * @param createdAtMillis when it was asked for
 * @param liveAtMillis when it went live, or 0
 * @param endedAtMillis when it was replaced, discarded or failed, or 0
 * @param files its texts by path
 * @param folder a digest of the folder that the stack watches, when this version was made
 * @param changes what it changed
 * @param note why it is where it is, for people; may be empty
 * @param key of the request that asked for it, by which a repeat of it is known; may be empty
 * @param givenUp whether no table is kept for its sake, since somebody does not want it back
 */
public record Deployment(
        long id,
        State state,
        String author,
        String origin,
        long createdAtMillis,
        long liveAtMillis,
        long endedAtMillis,
        SortedMap<String, String> files,
        String folder,
        List<Change> changes,
        String note,
        String key,
        boolean givenUp) {
    /** What may become of a deployment. */
    public enum State {
        /** Its tables are filled beside those that are live. */
        FILLING,
        /** It is filled and waits to be promoted or discarded. */
        STAGED,
        /** Its tables take their places, and readers follow. */
        SWITCHING,
        /** It answers. */
        LIVE,
        /** It was live. */
        FORMER,
        /** Somebody did not want it. */
        DISCARDED,
        /** It could not be done; nothing has changed. */
        FAILED;

        /** Whether no other deployment may begin meanwhile. */
        public boolean open() {
            return this == FILLING || this == STAGED || this == SWITCHING;
        }
    }

    /** Copies the collections. */
    public Deployment {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        changes = List.copyOf(changes);
        key = key == null ? "" : key; // those of former versions of Pipit have none
    }

    /** The same further on. */
    public Deployment as(State next, long atMillis, String why) {
        boolean ends = next == State.FORMER || next == State.DISCARDED || next == State.FAILED;
        return new Deployment(
                id,
                next,
                author,
                origin,
                createdAtMillis,
                next == State.LIVE ? atMillis : liveAtMillis,
                ends ? atMillis : 0,
                files,
                folder,
                changes,
                why,
                key,
                givenUp);
    }

    /** The same with another word on how it is. */
    public Deployment noted(String why) {
        return with(why, givenUp);
    }

    /** A former one that need not come back. */
    Deployment giveUp(String why) {
        return with(why, true);
    }

    private Deployment with(String why, boolean without) {
        return new Deployment(
                id,
                state,
                author,
                origin,
                createdAtMillis,
                liveAtMillis,
                endedAtMillis,
                files,
                folder,
                changes,
                why,
                key,
                without);
    }

    /** Its files, with nothing in place of secrets. */
    ProjectFiles project() {
        return new ProjectFiles(files);
    }
}
