package io.gatehouse.policy;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** Coverage-guided: replays its corpus in a normal build, and searches on with {@code JAZZER_FUZZ=1}. */
class PolicyFuzzTest {
    @FuzzTest
    void no_text_breaks_the_parser(FuzzedDataProvider data) {
        HostileTextTest.checkDocument(data.consumeRemainingAsString());
    }

    @FuzzTest
    void no_pattern_breaks_the_matcher(FuzzedDataProvider data) {
        String pattern = data.consumeString(200);
        HostileTextTest.checkGlob(pattern, data.consumeRemainingAsString());
    }
}
