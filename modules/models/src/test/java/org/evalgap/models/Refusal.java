package org.evalgap.models;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Stream;
import org.evalgap.models.tensor.ModelException;
import org.junit.jupiter.api.DynamicTest;

/**
 * One bad input.
 *
 * @param what is wrong with it
 * @param attempt reads or writes it
 * @param message the whole message that must come of it
 */
record Refusal(String what, Attempt attempt, String message) {

    /** What must fail. */
    interface Attempt {
        void run() throws Exception;
    }

    static Stream<DynamicTest> tests(Refusal... refusals) {
        return Arrays.stream(refusals)
                .map(refusal -> DynamicTest.dynamicTest(
                        refusal.what(),
                        () -> assertThatThrownBy(refusal.attempt()::run)
                                .isInstanceOf(ModelException.class)
                                .hasMessage(refusal.message())));
    }
}
