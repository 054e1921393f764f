package io.gatehouse.deploy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests one {@link HelmProcess}, which ends with the last of them: starting it takes longer than all they ask.
 * Where Helm does not run they are skipped, and say why.
 */
final class HelmExtension implements ParameterResolver {
    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(HelmExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == HelmProcess.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        HelmProcess helm = test.getRoot()
                .getStore(OURS)
                .getOrComputeIfAbsent(HelmProcess.class, _ -> started(), HelmProcess.class);
        String missing = helm.missing();
        assumeTrue(missing == null, () -> "Helm's native library does not run here: " + missing);
        return helm;
    }

    private static HelmProcess started() {
        try {
            return HelmProcess.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
