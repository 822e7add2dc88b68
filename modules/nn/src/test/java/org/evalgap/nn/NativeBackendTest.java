package org.evalgap.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.evalgap.nn.kernel.NativeBackend;
import org.junit.jupiter.api.Test;

class NativeBackendTest {

    @Test
    void onlyACpuWithAvx2GetsTheBuildThatNeedsIt() {
        assertThat(NativeBackend.build(Set.of("sse4_2", "avx", "avx2", "fma"))).isEqualTo("-onednn-avx2");
        assertThat(NativeBackend.build(Set.of("sse4_2", "avx"))).isEqualTo("-onednn");
        assertThat(NativeBackend.build(Set.of())).isEqualTo("-onednn");
    }
}
