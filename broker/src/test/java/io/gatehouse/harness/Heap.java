package io.gatehouse.harness;

import java.lang.ref.WeakReference;

/** What is alive on the heap. */
public final class Heap {
    private Heap() {}

    /** Bytes in use, after what nobody needs any more was collected. */
    public static long used() {
        for (int round = 0; round < 3; round++) {
            WeakReference<Object> witness = new WeakReference<>(new Object());
            while (witness.get() != null) {
                System.gc();
            }
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
