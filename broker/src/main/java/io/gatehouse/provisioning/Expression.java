package io.gatehouse.provisioning;

import io.gatehouse.json.Position;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a template that may depend on parameters: a text, a list, or an intrinsic function. Immutable. */
sealed interface Expression {
    /** Where it stands in the template. */
    Position position();

    /** As it stands there. */
    record Literal(String text, Position position) implements Expression {}

    /** Several, one after the other. */
    record Items(List<Expression> items, Position position) implements Expression {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** {@code Ref}: the value of a parameter. */
    record Ref(String parameter, Position position) implements Expression {}

    /** {@code Fn::Join}. */
    record Join(String delimiter, Expression list, Position position) implements Expression {}

    /** {@code Fn::Select}, counted from 0. */
    record Select(Expression index, Expression list, Position position) implements Expression {}

    /** {@code Fn::FindInMap}. */
    record FindInMap(Expression map, Expression first, Expression second, Position position) implements Expression {}

    /** {@code Fn::Split}. */
    record Split(String delimiter, Expression text, Position position) implements Expression {}

    /** {@code Fn::Sub}: the parts of its text, and what its own variables stand for. */
    record Sub(List<SubPart> parts, Map<String, Expression> variables, Position position) implements Expression {
        public Sub {
            parts = List.copyOf(parts);
            variables = Map.copyOf(variables);
        }
    }

    /** @param variable the name; null where {@code text} is a literal part */
    record SubPart(String text, @Nullable String variable) {}
}
