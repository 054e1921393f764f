package io.gatehouse.reload;

import java.nio.file.Path;
import java.util.List;

/** Something that is read from files, and can be read again. Called by the reloading thread only. */
public interface Reloadable {
    /** In the words of an operator, such as "server certificates"; also the label of its metrics. */
    String name();

    /** The files whose change makes it be read again; asked every time, because they may change themselves. */
    List<Path> files();

    /**
     * Reads and applies it. What cannot be read or applied changes nothing.
     *
     * <p>May wait for a disk. Throws nothing: an exception is a defect, and counts as a failure.
     */
    Reloaded reload();
}
