package io.gatehouse.provisioning;

import java.util.List;

/** What an expression comes to. */
sealed interface Value permits Text, Value.Texts {
    /** Several texts, in their order. */
    record Texts(List<Text> texts) implements Value {
        public Texts {
            texts = List.copyOf(texts);
        }
    }
}
