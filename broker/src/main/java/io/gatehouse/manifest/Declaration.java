package io.gatehouse.manifest;

import io.gatehouse.json.Position;

/**
 * A resource, and where it is written.
 *
 * @param file as a reader of messages finds it
 */
public record Declaration(Resource resource, String file, Position position) {
    /** {@code things/lamp.json:1}. */
    public String place() {
        return file + ":" + position.line();
    }
}
