package io.gatehouse.tls;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** For every engine in every version of TLS. Those this JVM has not are skipped: {@link EnginesHere}. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@CsvSource({
    "BORINGSSL, TLSv1.3",
    "BORINGSSL, TLSv1.2",
    "OPENSSL, TLSv1.3",
    "OPENSSL, TLSv1.2",
    "JDK, TLSv1.3",
    "JDK, TLSv1.2"
})
public @interface EveryEngineAndVersion {}
