package io.gatehouse.session;

/** Which certificates are attached to which things now. Any thread; memory only. */
@FunctionalInterface
public interface Attachments {
    boolean isAttached(String certificateId, String thing);
}
