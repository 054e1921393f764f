package io.gatehouse.control;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operations that add a thing without certificate, or change one and what it is attached to, and their shapes. */
public final class ThingChangeApi {
    public static final Operation<Add, Updated> ADD = new Operation<>("thing/add", Add.class, Updated.class);
    public static final Operation<Update, Updated> UPDATE =
            new Operation<>("thing/update", Update.class, Updated.class);
    public static final Operation<Attach, Attached> ATTACH =
            new Operation<>("thing/attach", Attach.class, Attached.class);
    public static final Operation<Detach, Attached> DETACH =
            new Operation<>("thing/detach", Detach.class, Attached.class);

    private ThingChangeApi() {}

    /**
     * A thing alone, which gets its certificates by and by.
     *
     * @param type of the thing, {@code null} for none
     */
    public record Add(String name, @Nullable String type, Map<String, String> attributes) {
        public Add {
            Shape.text("name", name, 128);
            attributes = Map.copyOf(Shape.there("attributes", attributes));
        }
    }

    /**
     * What to change.
     *
     * @param type to give it, {@code null} to leave the one it has
     * @param noType true to take its type away
     * @param attributes to set; an empty value removes the attribute, those not named stay
     */
    public record Update(String name, @Nullable String type, boolean noType, Map<String, String> attributes) {
        public Update {
            Shape.text("name", name, 128);
            attributes = Map.copyOf(Shape.there("attributes", attributes));
            if (type != null && noType) {
                throw new IllegalArgumentException("type: " + type + " (expected: it or noType)");
            }
        }
    }

    /** The thing as it is now. */
    public record Updated(String name, @Nullable String type, Map<String, String> attributes, long version) {}

    /**
     * A thing and a certificate that shall have it.
     *
     * @param certificate an id, or a beginning of at least 8 characters that only one has
     * @param exclusive whether every connection of the certificate shall stand for the thing, whatever its client id
     */
    public record Attach(String thing, String certificate, boolean exclusive) {
        public Attach {
            Shape.text("thing", thing, 128);
            Shape.text("certificate", certificate, 64);
        }
    }

    /**
     * Takes a certificate from a thing.
     *
     * @param certificate as in {@link Attach}
     */
    public record Detach(String thing, String certificate) {
        public Detach {
            Shape.text("thing", thing, 128);
            Shape.text("certificate", certificate, 64);
        }
    }

    public record Attached(String thing, String certificateId) {}
}
