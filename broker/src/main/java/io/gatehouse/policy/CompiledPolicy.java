package io.gatehouse.policy;

public final class CompiledPolicy {
    private final String name;

    private CompiledPolicy(String name) {
        this.name = name;
    }

    public static CompiledPolicy compile(String name, PolicyDocument document, PolicyScope scope) {
        return new CompiledPolicy(name);
    }

    public String name() {
        return name;
    }
}
