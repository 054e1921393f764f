package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.TlsSettings;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Without its engine a run skips most of what it is for, and would end well: {@link EnginesHere}. */
final class EngineOfThisRunTest {
    @Test
    void the_native_engine_that_this_run_is_for_loads() throws Exception {
        String name = System.getProperty("gatehouse.tls.engine", "boringssl"); // set by the profile openssl
        TlsSettings.Engine engine = TlsSettings.Engine.valueOf(name.toUpperCase(Locale.ROOT));

        assertThat(ServerTls.nativeLibrary(engine)).containsIgnoringCase(name);
    }
}
