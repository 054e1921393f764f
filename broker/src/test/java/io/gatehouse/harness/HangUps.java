package io.gatehouse.harness;

import java.util.List;

/** SIGHUP, which processes that are started under nohup ignore as it does. */
public final class HangUps {
    /** First words of a command that hears it all the same, as it would from a terminal; GNU's {@code env}. */
    public static final List<String> HEARD = List.of("env", "--default-signal=HUP");

    private HangUps() {}
}
