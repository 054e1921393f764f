package io.gatehouse.jobs;

import java.util.ArrayList;
import java.util.List;

/**
 * The things that a job is for, in the order of its rollout, chapter by chapter: a value of the store for each, so that
 * a hundred thousand of them are one commit.
 */
final class Places {
    static final int OF_A_CHAPTER = 500;

    private Places() {}

    static long chapterOf(long place) {
        return place / OF_A_CHAPTER;
    }

    static int inChapter(long place) {
        return (int) (place % OF_A_CHAPTER);
    }

    /**
     * Writes more names behind those that are there.
     *
     * @param places that are taken
     */
    static void append(Turn turn, String job, long places, List<String> names) {
        int taken = 0;
        long at = places;
        while (taken < names.size()) {
            List<String> chapter = new ArrayList<>(inChapter(at) == 0 ? List.of() : turn.chapter(job, chapterOf(at)));
            int more = Math.min(OF_A_CHAPTER - chapter.size(), names.size() - taken);
            chapter.addAll(names.subList(taken, taken + more));
            turn.put(JobKeys.places(job, chapterOf(at)), StoredForm.ofPlaces(chapter));
            taken += more;
            at += more;
        }
    }

    /** Whether a thing has a place whose turn has not come. Reads what waits. */
    static boolean waits(Turn turn, JobRecord job, String thing) {
        Rollout rollout = job.rollout();
        for (long at = rollout.next(); at < rollout.places(); at = (chapterOf(at) + 1) * OF_A_CHAPTER) {
            List<String> chapter = turn.chapter(job.id(), chapterOf(at));
            if (chapter.subList(inChapter(at), chapter.size()).contains(thing)) {
                return true;
            }
        }
        return false;
    }
}
