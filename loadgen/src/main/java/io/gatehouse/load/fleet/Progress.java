package io.gatehouse.load.fleet;

/** Is told how far a long piece of work is. From any thread, one call at a time, each further than the one before. */
@FunctionalInterface
public interface Progress {
    Progress NONE = (_, _) -> {};

    /** @param done of {@code all}; a hundred times at most, the last time when they are equal */
    void reached(int done, int all);
}
