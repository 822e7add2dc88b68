package org.evalgap.models.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HalfPrecisionTest {

    @Test
    void everyHalfComesBackFromItsFloat() {
        for (int bits = 0; bits <= 0xffff; bits++) {
            float value = HalfPrecision.toFloat((short) bits);
            if (!Float.isNaN(value)) {
                assertThat(HalfPrecision.toHalf(value)).isEqualTo((short) bits);
            }
        }
    }

    @Test
    void valuesBetweenTwoHalvesGoToTheNearerAndTiesToTheEven() {
        for (int bits = 0; bits < 0x7bff; bits++) {
            double low = HalfPrecision.toFloat((short) bits);
            double high = HalfPrecision.toFloat((short) (bits + 1));
            float middle = (float) ((low + high) / 2);
            assertThat(HalfPrecision.toHalf(middle)).isEqualTo((short) (bits + (bits & 1)));
            assertThat(HalfPrecision.toHalf(Math.nextDown(middle))).isEqualTo((short) bits);
            assertThat(HalfPrecision.toHalf(-Math.nextUp(middle))).isEqualTo((short) (0x8000 | bits + 1));
        }
    }

    @Test
    void brainFloatsRoundToTheNearestEven() {
        assertThat(HalfPrecision.toBrain(1f)).isEqualTo((short) 0x3f80);
        assertThat(HalfPrecision.toBrain(1.00390625f)).isEqualTo((short) 0x3f80);
        assertThat(HalfPrecision.toBrain(1.01171875f)).isEqualTo((short) 0x3f82);
        assertThat(HalfPrecision.toBrain(Math.nextUp(1.00390625f))).isEqualTo((short) 0x3f81);
    }
}
